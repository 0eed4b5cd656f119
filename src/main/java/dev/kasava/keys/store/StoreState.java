package dev.kasava.keys.store;

/** Whether a store is reached, as far as this process knows. */
public enum StoreState {
  REACHED,
  /** It does not answer; what is remembered of it is still good for a while. */
  GRACE,
  /** It has not answered for so long that nothing is good any more. */
  CUT_OFF
}
