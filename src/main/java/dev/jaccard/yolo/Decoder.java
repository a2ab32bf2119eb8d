package dev.jaccard.yolo;

import dev.jaccard.Backend;
import dev.jaccard.emit.VectorSupport;
import dev.jaccard.match.Nms;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * From a model's raw output to detections: thresholds, boxes, suppression, the letterbox undone.
 *
 * <ol>
 *   <li>An anchor survives if its best class has a score above the class's threshold. The best
 *       class is the one with the largest number in the output, of equal ones the lowest. With a
 *       head of objectness, the score is the float product of objectness and class, and the
 *       objectness itself must be above the least of the thresholds. Numbers are compared as they
 *       stand in the output: logits with the logit of the threshold, which is chosen such that each
 *       decision is that of the score. What is not a number never survives.
 *   <li>Only survivors are decoded, in double, rounded to float once. A box that is not finite is
 *       left out.
 *   <li>Greedy suppression among the boxes of a class, or among all; see {@link Nms}. Heads that
 *       need none keep the order of the output.
 *   <li>The letterbox is undone and the boxes are clipped to the image. Without a letterbox, they
 *       stay in pixels of the network's input.
 * </ol>
 *
 * <pre>{@code
 * Decoder decoder = Decoder.builder(Head.yolov8(80)).confidence(0.25f).iou(0.65f).build();
 * Detections found = Detections.allocate(arena, 300);
 * decoder.decode(Tensor.of(buffer, 1, 84, 8400), Letterbox.centered(1920, 1080, 640, 640), found);
 * }</pre>
 *
 * <p>Every argument is checked before anything is written. Decoders are immutable and thread-safe;
 * each thread that decodes has scratch memory of its own. A thread that decodes images like those
 * before allocates nothing. Scores are scanned by vectors when C2 has compiled that, see {@link
 * #warmUp}; the detections are the same.
 */
public final class Decoder {
  private final Head head;
  private final Regions regions;
  private final float[] thresholds;
  private final float bound;
  private final Nms suppression;
  private final boolean classAware;
  private final boolean multiLabel;
  private final int maximum;
  private final Backend backend;
  private final ThreadLocal<DecodeRun> runs;

  private Decoder(Builder builder) {
    this.head = builder.head;
    this.regions = new Regions(head);
    this.thresholds = builder.thresholds.clone();
    float least = Float.POSITIVE_INFINITY;
    for (float threshold : thresholds) {
      least = Math.min(least, threshold);
    }
    this.bound = head.areLogits() ? Sigmoid.bound(least) : least;
    this.suppression = Nms.greedy(builder.iou).topK(builder.topK).maximum(builder.maximum);
    this.classAware = !builder.classAgnostic;
    this.multiLabel = builder.multiLabel;
    this.maximum = builder.maximum;
    this.backend = builder.backend;
    this.runs = ThreadLocal.withInitial(() -> new DecodeRun(this));
  }

  /**
   * Starts a decoder with the usual settings: confidence 0.25, IoU 0.65, suppression within a
   * class, the best class only, at most 30,000 candidates and 300 detections.
   *
   * @param head what the model's output holds
   * @return a builder
   */
  public static Builder builder(Head head) {
    return new Builder(Objects.requireNonNull(head, "head"));
  }

  /**
   * Decodes the only image of one tensor.
   *
   * @param output the model's output
   * @param letterbox how the image was fitted into the network's input, or null to keep boxes in
   *     pixels of that
   * @param detections is replaced by what was found, best first; if it has less room than the
   *     maximum of detections, by the best that it has room for
   * @return how many detections there are
   */
  public int decode(Tensor output, Letterbox letterbox, Detections detections) {
    return decode(output, 0, letterbox, detections);
  }

  /**
   * Decodes one image of a batch in one tensor.
   *
   * @param output the model's output
   * @param image which image of the batch, from 0
   * @param letterbox how the image was fitted into the network's input, or null to keep boxes in
   *     pixels of that
   * @param detections is replaced by what was found
   * @return how many detections there are
   */
  public int decode(Tensor output, int image, Letterbox letterbox, Detections detections) {
    Objects.requireNonNull(output, "output");
    return runs.get().decode(output, image, letterbox, detections);
  }

  /**
   * Decodes one image of a batch in several tensors, one per level of the grid.
   *
   * @param outputs the model's outputs
   * @param image which image of the batch, from 0
   * @param letterbox how the image was fitted into the network's input, or null to keep boxes in
   *     pixels of that
   * @param detections is replaced by what was found
   * @return how many detections there are
   */
  public int decode(List<Tensor> outputs, int image, Letterbox letterbox, Detections detections) {
    Objects.requireNonNull(outputs, "outputs");
    return runs.get().decode(outputs, image, letterbox, detections);
  }

  /**
   * Compiles the vector scans in the background. Without this, that begins after some ten images.
   *
   * @return what completes when vectors are in use, or cannot be
   */
  public static CompletableFuture<Void> warmUp() {
    return ScanWarmUp.start();
  }

  /** Whether to scan so many scores by vectors. */
  boolean usesVectors(long scores) {
    return switch (backend) {
      case AUTO -> ScanWarmUp.isWarm(scores);
      case VECTOR -> true;
      case SCALAR, REFERENCE -> false;
    };
  }

  Head head() {
    return head;
  }

  Regions regions() {
    return regions;
  }

  /** What a score of a class must be above. */
  float threshold(int label) {
    return thresholds[label];
  }

  /** What a number of the output must be above to have a score above the least threshold. */
  float bound() {
    return bound;
  }

  Nms suppression() {
    return suppression;
  }

  boolean isClassAware() {
    return classAware;
  }

  boolean isMultiLabel() {
    return multiLabel;
  }

  int maximum() {
    return maximum;
  }

  /** The settings of a {@link Decoder}; each has a usual value. Not thread-safe. */
  public static final class Builder {
    private static final float USUAL_CONFIDENCE = 0.25f;
    private static final float USUAL_IOU = 0.65f;
    private static final int USUAL_TOP_K = 30_000;
    private static final int USUAL_MAXIMUM = 300;

    private final Head head;
    private final float[] thresholds;
    private float iou = USUAL_IOU;
    private boolean classAgnostic;
    private boolean multiLabel;
    private int topK = USUAL_TOP_K;
    private int maximum = USUAL_MAXIMUM;
    private Backend backend = Backend.AUTO;

    private Builder(Head head) {
      this.head = head;
      this.thresholds = new float[head.classes()];
      Arrays.fill(thresholds, USUAL_CONFIDENCE);
    }

    /**
     * Sets what scores must be above.
     *
     * @param threshold in [0, 1)
     * @return this
     */
    public Builder confidence(float threshold) {
      requireThreshold("confidence", threshold);
      Arrays.fill(thresholds, threshold);
      return this;
    }

    /**
     * Sets what the scores of each class must be above. Where only the best class counts, an anchor
     * whose best class fails its threshold is out, whatever the others are.
     *
     * @param perClass a threshold in [0, 1) for each class
     * @return this
     */
    public Builder confidence(float[] perClass) {
      if (perClass.length != thresholds.length) {
        throw new IllegalArgumentException(
            "confidence has %d thresholds but must have %d, one for each class"
                .formatted(perClass.length, thresholds.length));
      }
      for (int c = 0; c < perClass.length; c++) {
        requireThreshold("confidence[" + c + "]", perClass[c]);
      }
      System.arraycopy(perClass, 0, thresholds, 0, perClass.length);
      return this;
    }

    /**
     * Sets from which overlap on a box is suppressed.
     *
     * @param threshold in [0, 1]: a box goes if its IoU with a better one is above
     * @return this
     */
    public Builder iou(float threshold) {
      if (!(threshold >= 0 && threshold <= 1)) {
        throw new IllegalArgumentException("iou is " + threshold + " but must be in [0, 1]");
      }
      this.iou = threshold;
      return this;
    }

    /**
     * Sets whether a box suppresses those of other classes too.
     *
     * @param agnostic true if classes do not matter
     * @return this
     */
    public Builder classAgnostic(boolean agnostic) {
      this.classAgnostic = agnostic;
      return this;
    }

    /**
     * Sets whether an anchor is a candidate for each class above the threshold, as evaluations do,
     * and not for its best one only. Heads that give one class per box are not changed by it.
     *
     * @param several true if an anchor may have several classes
     * @return this
     */
    public Builder multiLabel(boolean several) {
      this.multiLabel = several;
      return this;
    }

    /**
     * Sets how many candidates go into the suppression at the most, the best ones.
     *
     * @param candidates at least 1
     * @return this
     */
    public Builder topK(int candidates) {
      requirePositive("topK", candidates);
      this.topK = candidates;
      return this;
    }

    /**
     * Sets how many detections an image has at the most.
     *
     * @param detections at least 1
     * @return this
     */
    public Builder maximum(int detections) {
      requirePositive("maximum", detections);
      this.maximum = detections;
      return this;
    }

    /**
     * Sets how scores are scanned; the detections are the same.
     *
     * @param choice AUTO, VECTOR or SCALAR
     * @return this
     */
    public Builder backend(Backend choice) {
      Objects.requireNonNull(choice, "backend");
      if (choice == Backend.REFERENCE) {
        throw new IllegalArgumentException(
            "backend is REFERENCE but must be AUTO, VECTOR or SCALAR");
      }
      if (choice == Backend.VECTOR && !VectorSupport.available()) {
        throw new IllegalArgumentException(
            "backend is VECTOR, which needs the module jdk.incubator.vector, which is not there");
      }
      this.backend = choice;
      return this;
    }

    /**
     * Makes the decoder.
     *
     * @return a decoder with these settings
     */
    public Decoder build() {
      return new Decoder(this);
    }

    private static void requireThreshold(String name, float threshold) {
      if (!(threshold >= 0 && threshold < 1)) {
        throw new IllegalArgumentException(name + " is " + threshold + " but must be in [0, 1)");
      }
    }

    private static void requirePositive(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " is " + value + " but must be at least 1");
      }
    }
  }
}
