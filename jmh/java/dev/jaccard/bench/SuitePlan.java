package dev.jaccard.bench;

import dev.jaccard.bench.measure.Rounds;
import dev.jaccard.bench.peers.CMode;
import dev.jaccard.loss.Catalog;
import dev.jaccard.loss.CatalogEntry;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How much a run measures.
 *
 * @param name {@code quick} or {@code full}
 * @param forks how many JVMs measure the losses
 * @param otherForks how many JVMs measure each of the other parts
 * @param sizes the numbers of pairs at which peers are compared
 * @param modes how the C compiler compiles
 * @param curveSizes the numbers of pairs of the curves
 * @param curveLosses the losses of the curves
 * @param partLosses the losses of widths, memory kinds and cold starts
 * @param forwardLosses the losses whose forward pass is measured alone, too
 * @param heads what is measured around a detector's head
 * @param rounds how tasks are timed
 */
record SuitePlan(
    String name,
    int forks,
    int otherForks,
    List<Integer> sizes,
    Set<CMode> modes,
    List<Integer> curveSizes,
    List<String> curveLosses,
    List<String> partLosses,
    List<String> forwardLosses,
    HeadSizes heads,
    Rounds rounds) {
  /**
   * How much is measured of what stands around a detector's head.
   *
   * @param anchors the numbers of anchors of losses of scores
   * @param sparseAnchors those with sparse targets
   * @param rows the numbers of boxes that are paired with 8,400 others
   * @param boxes the numbers of boxes that are suppressed
   */
  record HeadSizes(
      List<Integer> anchors,
      List<Integer> sparseAnchors,
      List<Integer> rows,
      List<Integer> boxes) {}

  private static final int LEAST = 64;
  private static final int MOST = 1 << 24;
  private static final int ANCHORS = 8400;
  private static final int ANCHORS_BEYOND = 16 * ANCHORS;
  private static final double MILLISECOND = 1e6;
  private static final double SECOND = 1e9;

  static SuitePlan of(String name) {
    return switch (name) {
      case "quick" ->
          new SuitePlan(
              name,
              2,
              1,
              List.of(8192, 1 << 20),
              Set.of(CMode.STRICT_512, CMode.FAST_MATH_512),
              powers(4),
              List.of("iou", "ciou"),
              List.of("ciou"),
              List.of("iou", "ciou"),
              new HeadSizes(
                  List.of(ANCHORS, 4 * ANCHORS),
                  List.of(ANCHORS),
                  List.of(64),
                  List.of(8400, 25_200)),
              new Rounds(10 * MILLISECOND, 21, MILLISECOND, SECOND / 4));
      case "full" ->
          new SuitePlan(
              name,
              5,
              3,
              List.of(1024, 8192, 1 << 20),
              Set.of(CMode.values()),
              powers(2),
              losses(),
              List.of("iou", "ciou", "siou"),
              losses(),
              new HeadSizes(
                  List.of(ANCHORS, ANCHORS_BEYOND),
                  List.of(ANCHORS, ANCHORS_BEYOND),
                  List.of(64, 1000),
                  List.of(300, 1000, 8400, 25_200, 100_000)),
              new Rounds(50 * MILLISECOND, 25, 3 * MILLISECOND, 2 * SECOND));
      default ->
          throw new IllegalArgumentException("there is no plan '" + name + "': quick or full");
    };
  }

  /** The same with another number of JVMs that measure the losses. */
  SuitePlan withForks(int count) {
    return new SuitePlan(
        name,
        count,
        otherForks,
        sizes,
        modes,
        curveSizes,
        curveLosses,
        partLosses,
        forwardLosses,
        heads,
        rounds);
  }

  private static List<Integer> powers(int factor) {
    return IntStream.iterate(LEAST, n -> n <= MOST, n -> n * factor).boxed().toList();
  }

  static List<String> losses() {
    return Catalog.entries().stream().map(CatalogEntry::name).toList();
  }

  boolean isQuick() {
    return name.equals("quick");
  }
}
