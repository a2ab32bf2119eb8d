package dev.jaccard.match;

/** Memory that calls of {@link Nms} use again; to be used by one thread at a time. */
public final class NmsWorkspace {
  /** Makes an empty workspace; it grows as needed. */
  public NmsWorkspace() {}

  long[] order = new long[0];

  long[] order(int count) {
    if (order.length < count) {
      order = new long[Math.max(count, 2 * order.length)];
    }
    return order;
  }
}
