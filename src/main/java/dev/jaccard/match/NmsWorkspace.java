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
  final FewBoxes few = new FewBoxes();
  final BoxGrid grid = new BoxGrid();
  final Partners partners = new Partners();
  final ScoreBands bands = new ScoreBands();
  final Results results = new Results();
  final ScoreHeap heap = new ScoreHeap();
  final FusedBoxes fused = new FusedBoxes();
  final ScoreOrder order = new ScoreOrder();
  private double[] first = new double[0];
  private double[] second = new double[0];

  /** Makes an empty workspace; its memory grows with the first calls. */
  public NmsWorkspace() {}

  /** Room for so many numbers. */
  double[] firstNumbers(int count) {
    first = grown(first, count);
    return first;
  }

  /** Room for so many other numbers. */
  double[] secondNumbers(int count) {
    second = grown(second, count);
    return second;
  }

  private static double[] grown(double[] array, int count) {
    return array.length >= count ? array : new double[Math.max(count, 2 * array.length)];
  }
}
