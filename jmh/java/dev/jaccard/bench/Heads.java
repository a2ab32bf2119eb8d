package dev.jaccard.bench;

import dev.jaccard.classification.ClassBatch;
import dev.jaccard.classification.ClassLayout;
import dev.jaccard.classification.DistributionBatch;
import dev.jaccard.graph.Graph;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Plane;
import dev.jaccard.kernel.Argument;
import dev.jaccard.kernel.Kernel;
import dev.jaccard.lower.Lowering;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/** The outputs of a detector's head, and targets as an assigner makes them. */
public final class Heads {
  private static final long SEED = 20_170_807;
  private static final double MEAN = -3;
  private static final double DEVIATION = 2;

  /** Of how many anchors one is a positive. */
  private static final int ANCHORS_PER_POSITIVE = 100;

  private static final double SIDES = 4;

  /** How far below the number of bins targets are, so that none is clamped. */
  private static final double LAST_BIN = 1.01;

  private final Arena arena = Arena.ofAuto();
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final int planes;
  private final int anchors;
  private final MemorySegment logits;
  private final MemorySegment gradient;
  private MemorySegment targets;
  private int[] classTargets;

  /**
   * Random logits.
   *
   * @param planes how many for each anchor
   * @param anchors how many anchors
   */
  public Heads(int planes, int anchors) {
    this.planes = planes;
    this.anchors = anchors;
    this.logits = floats(planes * anchors, () -> MEAN + DEVIATION * random.nextGaussian());
    this.gradient = floats(planes * anchors, () -> 0);
  }

  /**
   * How many logits an anchor has.
   *
   * @return the planes
   */
  public int planes() {
    return planes;
  }

  /**
   * How many anchors there are.
   *
   * @return the anchors
   */
  public int anchors() {
    return anchors;
  }

  /**
   * The logits.
   *
   * @return planes x anchors floats
   */
  public MemorySegment logits() {
    return logits;
  }

  /**
   * What batches write their gradients to.
   *
   * @return planes x anchors floats
   */
  public MemorySegment gradient() {
    return gradient;
  }

  /**
   * The targets of the batch that was made last, dense, also where it has sparse ones.
   *
   * @return a float for each logit, or for each distance
   */
  public MemorySegment targets() {
    return targets;
  }

  /**
   * The class of each anchor in the batch that was made last.
   *
   * @return the classes
   */
  public int[] classTargets() {
    return classTargets;
  }

  private MemorySegment floats(int count, DoubleSupplier values) {
    // a cache line more, so that planes do not lie at equal offsets of pages
    MemorySegment segment = arena.allocate(4L * count + 64, 64).asSlice(0, 4L * count);
    for (int i = 0; i < count; i++) {
      segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) values.getAsDouble());
    }
    return segment;
  }

  /**
   * A batch of classes.
   *
   * @param layout how the logits lie
   * @param sparse whether targets are sparse
   * @return the batch, with a gradient to be written
   */
  public ClassBatch classes(ClassLayout layout, boolean sparse) {
    int positives = anchors / ANCHORS_PER_POSITIVE;
    int[] anchor = new int[positives];
    int[] target = new int[positives];
    float[] value = new float[positives];
    targets = floats(planes * anchors, () -> 0);
    for (int i = 0; i < positives; i++) {
      anchor[i] = random.nextInt(anchors);
      target[i] = random.nextInt(planes);
      value[i] = (float) random.nextDouble();
      long position =
          layout == ClassLayout.ROWS
              ? (long) anchor[i] * planes + target[i]
              : (long) target[i] * anchors + anchor[i];
      targets.setAtIndex(ValueLayout.JAVA_FLOAT, position, value[i]);
    }
    classTargets = random.ints(anchors, 0, planes).toArray();
    ClassBatch batch =
        new ClassBatch(logits, layout, planes, anchors)
            .classTargets(classTargets)
            .gradient(gradient);
    return sparse ? batch.sparseTargets(anchor, target, value) : batch.targets(targets);
  }

  /**
   * A batch of distances.
   *
   * @return the batch, with targets and a gradient to be written
   */
  public DistributionBatch distances() {
    targets = floats(4 * anchors, () -> random.nextDouble(planes / SIDES - LAST_BIN));
    return new DistributionBatch(logits, anchors).targets(targets).gradient(gradient);
  }

  /**
   * A kernel that moves the same memory: reads logits, and targets where they are dense, and writes
   * gradients.
   *
   * @param dense whether it reads targets
   * @return a call of it, which returns a sum
   */
  public DoubleSupplier memory(boolean dense) {
    Graph graph = new Graph();
    Node x = graph.input("logit", 0);
    SequencedMap<Plane, Node> outputs = new LinkedHashMap<>();
    outputs.put(new Plane("gradient", 0), dense ? x.plus(graph.input("target", 0)) : x.plus(1));
    Kernel kernel = new Kernel(Lowering.lower("memory of scores", outputs, null));
    kernel.warmUp(dev.jaccard.emit.MemoryKind.SEGMENTS).join();
    MemorySegment read = dense ? floats(planes * anchors, () -> 0) : null;
    Argument[] arguments =
        kernel.program().arguments().stream()
            .map(name -> {
              Argument argument = new Argument();
              argument.set(
                  name.equals("logit") ? logits : name.equals("target") ? read : gradient, 0, 0);
              return argument;
            })
            .toArray(Argument[]::new);
    int count = planes * anchors;
    float[] scalars = {};
    return () -> kernel.run(arguments, scalars, count, Kernel.Choice.WHEN_READY, null, 1);
  }
}
