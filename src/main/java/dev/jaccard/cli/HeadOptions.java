package dev.jaccard.cli;

import dev.jaccard.loss.Names;
import dev.jaccard.yolo.Grid;
import dev.jaccard.yolo.Head;
import dev.jaccard.yolo.TensorLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What chooses a head: its name, and what differs from its usual export. */
final class HeadOptions {
  private static final float[][] ANCHORS_V5 = {
    {10, 13, 16, 30, 33, 23}, {30, 61, 62, 45, 59, 119}, {116, 90, 156, 198, 373, 326}
  };
  private static final float[][] ANCHORS_V7 = {
    {12, 16, 19, 36, 40, 28}, {36, 75, 76, 55, 72, 146}, {142, 110, 192, 243, 459, 401}
  };

  /** Where the classes of an end-to-end head are not said: more than any data set has. */
  private static final int MANY_CLASSES = 10_000;

  /** With more classes than anchors, and than this, a shape looks as if it were turned. */
  private static final int COMMON_CLASSES = 100;

  /** Makes a head of so many classes. */
  private interface Maker {
    Head make(int classes, HeadOptions options);
  }

  /**
   * A row of the table.
   *
   * @param maker makes the head
   * @param others the channels that are no classes, or one of the constants below
   * @param grid whether boxes are relative to the cells of a grid, whose levels may be apart
   */
  private record Kind(Maker maker, int others, boolean grid) {
    private static Kind decoded(IntFunction<Head> maker, int others) {
      return new Kind((classes, _) -> maker.apply(classes), others, false);
    }

    private static Kind onGrid(Maker maker, int others) {
      return new Kind(maker, others, true);
    }
  }

  /** The channels beside the classes are the bins of four sides. */
  private static final int BINS = -1;

  /** A class is a number in a channel. */
  private static final int LABEL = -2;

  /** The shape may be one of several, which leave several numbers of classes. */
  private static final int UNCLEAR = -3;

  private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("yolov5", Kind.decoded(Head::yolov5, 5));
    KINDS.put("yolov6", Kind.decoded(Head::yolov6, 5));
    KINDS.put("yolov7", Kind.decoded(Head::yolov7, 5));
    for (String name : List.of("yolov8", "yolov9", "yolov11", "yolov12")) {
      KINDS.put(name, Kind.decoded(Head::yolov8, 4));
    }
    for (String name : List.of("yolov10", "end-to-end")) {
      KINDS.put(name, Kind.decoded(Head::endToEnd, LABEL));
    }
    KINDS.put("yolox", Kind.onGrid((c, o) -> Head.yolox(c, o.grid()), 5));
    KINDS.put(
        "yolov5-raw", Kind.onGrid((c, o) -> Head.rawAnchors(c, o.grid(), ANCHORS_V5), UNCLEAR));
    KINDS.put(
        "yolov7-raw", Kind.onGrid((c, o) -> Head.rawAnchors(c, o.grid(), ANCHORS_V7), UNCLEAR));
    KINDS.put("yolov8-raw", Kind.onGrid((c, o) -> Head.rawDistribution(c, o.bins, o.grid()), BINS));
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--head",
      paramLabel = "NAME",
      required = true,
      description =
          "What the output holds: yolov5, yolov6, yolov7, yolov8, yolov9, yolov11, yolov12 (all as"
              + " exported, boxes decoded), yolov10 or end-to-end ([n][6]), yolox, or the raw"
              + " heads yolov5-raw, yolov7-raw (a file per level) and yolov8-raw.")
  private String name;

  @Option(
      names = "--classes",
      paramLabel = "C",
      description = "How many classes there are; usually found from the shape.")
  private Integer classes;

  @Option(
      names = "--layout",
      paramLabel = "channels|rows",
      description = "A plane per channel or a row per anchor, where that is not the head's usual.")
  private TensorLayout layout;

  @Option(
      names = "--logits",
      paramLabel = "true|false",
      arity = "1",
      description = "Whether scores are logits, where that is not the head's usual.")
  private Boolean logits;

  @Option(
      names = "--network",
      paramLabel = "WxH",
      defaultValue = "640x640",
      converter = Size.Converter.class,
      description = "The size of the network's input: ${DEFAULT-VALUE}.")
  private Size network;

  @Option(
      names = "--strides",
      paramLabel = "S",
      split = ",",
      defaultValue = "8,16,32",
      description = "The strides of raw heads and yolox: ${DEFAULT-VALUE}.")
  private int[] strides;

  @Option(
      names = "--bins",
      paramLabel = "N",
      defaultValue = "16",
      description = "reg_max of yolov8-raw: ${DEFAULT-VALUE}.")
  private int bins;

  /** The size of the network's input. */
  Size network() {
    return network;
  }

  private Grid grid() {
    return Grid.of(network.width(), network.height(), strides);
  }

  /**
   * The head.
   *
   * @param shape the shape of the first input
   * @param inputs how many inputs there are
   */
  Head build(long[] shape, int inputs) {
    Kind kind = KINDS.get(name);
    if (kind == null) {
      throw LossOptions.wrongUsage(
          command,
          "there is no head '%s'; did you mean '%s'? There are %s"
              .formatted(
                  name, Names.nearest(name, KINDS.keySet()), String.join(", ", KINDS.keySet())));
    }
    LossOptions.requireMeaning(command, "--strides", kind.grid, "head " + name);
    LossOptions.requireMeaning(command, "--bins", kind.others == BINS, "head " + name);
    if (inputs > 1 && !kind.grid) {
      throw LossOptions.wrongUsage(
          command, "--input is given %d times but %s has one output".formatted(inputs, name));
    }
    try {
      // the usual layout does not depend on the number of classes
      Head head = adapted(kind.maker.make(1, this));
      int count = classes != null ? classes : classesOf(kind, head, shape, inputs);
      return count == 1 ? head : adapted(kind.maker.make(count, this));
    } catch (IllegalArgumentException e) {
      throw LossOptions.wrongUsage(command, e.getMessage());
    }
  }

  private Head adapted(Head usual) {
    Head head = layout == null ? usual : usual.layout(layout);
    return logits == null ? head : head.logits(logits);
  }

  private int classesOf(Kind kind, Head head, long[] shape, int inputs) {
    if (kind.others == LABEL) {
      return MANY_CLASSES;
    }
    int others = kind.others == BINS ? 4 * bins : kind.others;
    int fromLast = head.layout() == TensorLayout.ROWS ? 1 : inputs > 1 ? 3 : 2;
    if (kind.others == UNCLEAR) {
      throw new IllegalArgumentException("--head " + name + " needs --classes");
    }
    if (shape.length < fromLast || shape.length < 2) {
      throw new IllegalArgumentException(
          "the input has shape %s but must have at least %d dimensions for %s"
              .formatted(Shapes.text(shape), Math.max(2, fromLast), name));
    }
    long count = shape[shape.length - fromLast] - others;
    if (count < 1 || count > MANY_CLASSES) {
      throw new IllegalArgumentException(
          "the input has shape %s: %d channels, of which %d are none of classes in %s, so there must be %d to %d; see --layout"
              .formatted(
                  Shapes.text(shape),
                  count + others,
                  others,
                  name,
                  others + 1,
                  others + MANY_CLASSES));
    }
    long anchors = shape[shape.length - (head.layout() == TensorLayout.ROWS ? 2 : 1)];
    if (!kind.grid && count > COMMON_CLASSES && anchors > 0 && anchors < count) {
      throw new IllegalArgumentException(
          "the input has shape %s: %d classes for %d anchors; give --layout %s or --classes"
              .formatted(
                  Shapes.text(shape),
                  count,
                  anchors,
                  head.layout() == TensorLayout.ROWS ? "channels" : "rows"));
    }
    return (int) count;
  }
}
