package dev.jaccard.match;

/**
 * The memory that a suppression works in. It grows with the number of boxes and is used again, so
 * that calls allocate nothing in steady state.
 *
 * <p>Not thread-safe: one workspace per thread at a time. Between calls it may pass from thread to
 * thread, and one workspace serves any number of different {@link Nms}.
 */
public final class NmsWorkspace {
  final Candidates candidates = new Candidates();
  final BoxGrid grid = new BoxGrid();
  final Results results = new Results();

  /** Makes an empty workspace; its memory grows with the first calls. */
  public NmsWorkspace() {}
}
