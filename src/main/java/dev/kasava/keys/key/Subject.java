package dev.kasava.keys.key;

/** Something that is acted upon, by the id that names it alone. */
public sealed interface Subject permits KeyId, MemberId, OwnerId {
  String value();

  /** What an id stands for, which its prefix tells. */
  static Subject of(String id) {
    if (id.startsWith(MemberId.PREFIX)) {
      return new MemberId(id);
    }
    return id.startsWith(OwnerId.PREFIX) ? new OwnerId(id) : new KeyId(id);
  }
}
