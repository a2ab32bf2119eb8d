package dev.jaccard.classification;

import dev.jaccard.kernel.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * What one call of a {@link ClassLoss} works on: logits and targets, and what to write.
 *
 * <p>Segments hold floats (native or over a {@code float[]}: {@code MemorySegment.ofArray}): 4·C·A
 * bytes for what belongs to elements, in the batch's layout, 4·A for what belongs to anchors. A
 * batch can be used again, so that calls allocate nothing; it is to be used by one thread at a
 * time.
 */
public final class ClassBatch extends HeadBatch<ClassBatch> {
  private final ClassLayout layout;
  private final int classes;
  private MemorySegment targets;
  private final SparseTargets sparse = new SparseTargets();
  private MemorySegment classTargets;
  private MemorySegment elementWeights;
  private MemorySegment anchorWeights;

  final ElementCall elementCall = new ElementCall();
  final SoftmaxCall softmaxCall = new SoftmaxCall();

  /**
   * A batch.
   *
   * @param logits 4·C·A bytes of floats
   * @param layout how they lie
   * @param classes C, at least 1
   * @param anchors A; 0 is allowed
   */
  public ClassBatch(MemorySegment logits, ClassLayout layout, int classes, int anchors) {
    super(logits, anchors);
    this.layout = Objects.requireNonNull(layout, "layout");
    if (classes < 1) {
      throw new IllegalArgumentException("classes is " + classes + " but must be at least 1");
    }
    if ((long) classes * anchors > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "classes x anchors is "
              + (long) classes * anchors
              + " but may be at most "
              + Integer.MAX_VALUE);
    }
    this.classes = classes;
  }

  @Override
  ClassBatch self() {
    return this;
  }

  /**
   * Sets a target for each element, and takes back sparse ones. Targets outside of [0, 1] are not
   * looked for, which would take a pass over memory: a probability's loss is then its formula as it
   * stands, and a power that is no whole number of a negative base is NaN.
   *
   * @param segment 4·C·A bytes of floats in the layout of the logits, or null for none
   * @return this
   */
  public ClassBatch targets(MemorySegment segment) {
    this.targets = segment;
    sparse.clear();
    return this;
  }

  /**
   * Sets the targets that are not 0, and takes back dense ones; they are in [0, 1], as those of
   * {@link #targets}. The arrays are not copied: they are read at every call. Where an element is
   * named twice, its last value holds.
   *
   * @param anchorIndices the anchor of each of them, in [0, A)
   * @param classIndices the class of each of them, in [0, C)
   * @param values the target of each of them
   * @return this
   */
  public ClassBatch sparseTargets(int[] anchorIndices, int[] classIndices, float[] values) {
    return sparseTargets(anchorIndices, classIndices, values, values.length);
  }

  /**
   * Sets the targets that are not 0 by the first elements of arrays.
   *
   * @param anchorIndices the anchor of each of them, in [0, A)
   * @param classIndices the class of each of them, in [0, C)
   * @param values the target of each of them
   * @param count how many there are
   * @return this
   */
  public ClassBatch sparseTargets(
      int[] anchorIndices, int[] classIndices, float[] values, int count) {
    sparse.set(anchorIndices, classIndices, values, count);
    this.targets = null;
    return this;
  }

  /**
   * Sets the class of each anchor, for a loss over the softmax of the classes.
   *
   * @param indices 4·A bytes of ints in native order, each in [0, C) or the loss's index to ignore;
   *     or null for none
   * @return this
   */
  public ClassBatch classTargets(MemorySegment indices) {
    this.classTargets = indices;
    return this;
  }

  /**
   * Sets the class of each anchor; the array is not copied.
   *
   * @param indices A classes
   * @return this
   */
  public ClassBatch classTargets(int[] indices) {
    return classTargets(MemorySegment.ofArray(indices));
  }

  /**
   * Sets a weight for each element.
   *
   * @param segment 4·C·A bytes of floats in the layout of the logits, or null for none
   * @return this
   */
  public ClassBatch elementWeights(MemorySegment segment) {
    this.elementWeights = segment;
    return this;
  }

  /**
   * Sets a weight for each anchor.
   *
   * @param segment 4·A bytes of floats, or null for none
   * @return this
   */
  public ClassBatch anchorWeights(MemorySegment segment) {
    this.anchorWeights = segment;
    return this;
  }

  /**
   * How the logits lie.
   *
   * @return the layout
   */
  public ClassLayout layout() {
    return layout;
  }

  /**
   * The number of classes.
   *
   * @return C
   */
  public int classes() {
    return classes;
  }

  int elements() {
    return classes * anchors();
  }

  MemorySegment targets() {
    return targets;
  }

  SparseTargets sparse() {
    return sparse;
  }

  MemorySegment elementWeights() {
    return elementWeights;
  }

  MemorySegment anchorWeights() {
    return anchorWeights;
  }

  /** Where an element lies, in elements. */
  int position(int anchor, int classIndex) {
    return layout == ClassLayout.ROWS
        ? anchor * classes + classIndex
        : classIndex * anchors() + anchor;
  }

  /** The anchor that an element belongs to. */
  int anchorOf(int position) {
    return layout == ClassLayout.ROWS ? position / classes : position % anchors();
  }

  int classTarget(int anchor) {
    return classTargets.get(ValueLayout.JAVA_INT_UNALIGNED, (long) anchor * Integer.BYTES);
  }

  /** Checks everything that an elementwise loss would touch, before anything is written. */
  void checkElements(boolean backward) {
    requireElements("logits", logits());
    if (targets == null && !sparse.isPresent()) {
      throw new IllegalArgumentException(
          "targets is null, and so is sparseTargets, but one of them is needed");
    }
    if (targets != null) {
      requireElements("targets", targets);
    }
    sparse.check(anchors(), classes);
    if (elementWeights != null) {
      requireElements("elementWeights", elementWeights);
      if (anchorWeights != null) {
        throw new IllegalArgumentException(
            "anchorWeights and elementWeights are both given, but only one of them may be");
      }
    }
    if (losses() != null) {
      requireElements("losses", losses());
    }
    checkRest(backward);
  }

  /**
   * Checks everything that a loss over the softmax would touch, before anything is written.
   *
   * @return how many anchors are not ignored
   */
  int checkAnchors(boolean backward, int ignored) {
    requireElements("logits", logits());
    if (elementWeights != null) {
      throw new IllegalArgumentException(
          "elementWeights is given, but a loss over the softmax takes anchorWeights");
    }
    if (losses() != null) {
      requireAnchors("losses", losses());
    }
    if (classTargets == null) {
      throw new IllegalArgumentException(
          "classTargets is null, but a loss over the softmax needs a class for each anchor");
    }
    requireAnchors("classTargets", classTargets);
    int counted = 0;
    for (int anchor = 0; anchor < anchors(); anchor++) {
      int index = classTarget(anchor);
      if (index == ignored) {
        continue;
      }
      if (index < 0 || index >= classes) {
        throw new IllegalArgumentException(
            "classTargets["
                + anchor
                + "] is "
                + index
                + " but must be in [0, "
                + classes
                + ") or "
                + ignored
                + ", which is ignored");
      }
      counted++;
    }
    checkRest(backward);
    return counted;
  }

  private void checkRest(boolean backward) {
    if (anchorWeights != null) {
      requireAnchors("anchorWeights", anchorWeights);
    }
    if (losses() != null) {
      requireOutput("losses", losses());
    }
    if (!backward) {
      return;
    }
    requireGradient();
    requireElements("gradient", gradient());
    requireOutput("gradient", gradient());
    if (losses() != null && Memory.overlap(losses(), gradient())) {
      throw Memory.overlapping("gradient", "losses");
    }
  }

  private void requireOutput(String name, MemorySegment segment) {
    Memory.requireWritable(segment, name);
    Planes.requireApart(name, segment, "logits", logits());
    Planes.requireApart(name, segment, "targets", targets);
    Planes.requireApart(name, segment, "classTargets", classTargets);
    Planes.requireApart(name, segment, "elementWeights", elementWeights);
    Planes.requireApart(name, segment, "anchorWeights", anchorWeights);
  }

  private void requireElements(String name, MemorySegment segment) {
    Planes.require(name, segment, options, "elements", classes, anchors());
  }

  private void requireAnchors(String name, MemorySegment segment) {
    Planes.require(name, segment, options, "anchors", anchors());
  }
}
