package dev.kasava.keys.cli;

import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.service.ManageOwners;
import dev.kasava.keys.wire.IdentityShape.OwnerShape;
import dev.kasava.keys.wire.Shapes;
import java.util.List;

/** The owners of the data folder itself. */
public final class LocalOwners implements Owners {
  private final ManageOwners owners;
  private final Shapes shapes;
  private final Runnable whenClosed;

  /**
   * @param whenClosed gives the data folder free
   */
  public LocalOwners(ManageOwners owners, Shapes shapes, Runnable whenClosed) {
    this.owners = owners;
    this.shapes = shapes;
    this.whenClosed = whenClosed;
  }

  @Override
  public List<OwnerShape> list() {
    return owners.list().stream().map(shapes::owner).toList();
  }

  @Override
  public OwnerShape find(String reference) {
    return shapes.owner(find(owners, reference));
  }

  /** As {@link Owners#find} does, for those who need more of it. */
  public static Owner find(ManageOwners owners, String reference) {
    return owners.list().stream()
        .filter(owner -> owner.id().value().equals(reference) || owner.name().equals(reference))
        .findFirst()
        .orElseThrow(LocalOwners::noSuchOwner);
  }

  static CommandFailure noSuchOwner() {
    return new CommandFailure(
        ExitCode.REFUSED,
        "There is no owner of that id or name. \"kasava owners list\" shows them.");
  }

  @Override
  public Founded add(String name) {
    ManageOwners.Founded founded = LocalKeys.done(owners.add(name));
    return new Founded(shapes.owner(founded.owner()), shapes.issue(founded.first()));
  }

  @Override
  public OwnerShape rename(String id, String name) {
    return shapes.owner(LocalKeys.done(owners.rename(new OwnerId(id), name)));
  }

  @Override
  public void remove(String id, boolean withKeys) {
    LocalKeys.done(owners.remove(new OwnerId(id), withKeys));
  }

  @Override
  public void close() {
    whenClosed.run();
  }
}
