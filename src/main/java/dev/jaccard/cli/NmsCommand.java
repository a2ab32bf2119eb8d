package dev.jaccard.cli;

import dev.jaccard.BoxFormat;
import dev.jaccard.Boxes;
import dev.jaccard.match.BoxFusion;
import dev.jaccard.match.Nms;
import dev.jaccard.match.NmsWorkspace;
import dev.jaccard.npy.NpyArray;
import dev.jaccard.npy.NpyType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Suppresses boxes that overlap others with higher scores. */
@Command(
    name = "nms",
    description = "Find the boxes that a non-maximum suppression keeps.",
    footer = {
      "  jaccard nms --boxes B.npy --scores S.npy --iou 0.65 --out keep.npy",
      "  jaccard nms --boxes B.npy --scores S.npy --classes C.npy \\",
      "      --method soft-gaussian --sigma 0.5 --out keep.npy --scores-out K.npy"
    })
final class NmsCommand implements Callable<Integer> {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int COORDINATES = 4;

  /** What the library calls that which the options set. */
  private static final Map<String, String> OPTIONS =
      Map.of(
          "iouThreshold", "--iou",
          "threshold", "--iou",
          "scoreThreshold", "--score-threshold",
          "candidatesBeforeNms", "--top",
          "kept", "--max",
          "sigma", "--sigma",
          "offset", "--offset",
          "models", "--models");

  @Spec private CommandSpec command;
  @Mixin private NmsFiles files;

  @Option(
      names = "--method",
      paramLabel = "greedy|diou|fast|soft-linear|soft-gaussian|matrix|wbf",
      defaultValue = "greedy",
      description =
          "How: greedy (the default, as torchvision), DIoU-NMS, fast NMS, Soft-NMS, matrix NMS,"
              + " or weighted boxes fusion.")
  private NmsMethod method;

  @Option(
      names = "--iou",
      paramLabel = "T",
      defaultValue = "0.5",
      description =
          "The threshold of the IoU, of diou of the DIoU, from 0 to 1; 0.5 by default. matrix and"
              + " soft-gaussian need none.")
  private double iou;

  @Option(
      names = "--score-threshold",
      paramLabel = "S",
      description =
          "Leave out boxes whose score is not above S; of matrix, whose lowered score is not; of"
              + " Soft-NMS, those that are lowered below S (0.001).")
  private Float scoreThreshold;

  @Option(
      names = "--top",
      paramLabel = "K",
      description = "Let only the K boxes with the highest scores take part; not with wbf.")
  private Integer top;

  @Option(names = "--max", paramLabel = "N", description = "Keep at most N boxes.")
  private Integer maximum;

  @Option(
      names = "--sigma",
      paramLabel = "S",
      description =
          "The width of soft-gaussian, 0.5 by default; with it matrix is gaussian, else linear.")
  private Double sigma;

  @Option(
      names = "--offset",
      paramLabel = "0|1",
      defaultValue = "0",
      description = "What Soft-NMS adds to widths and heights: 0 by default, 1 as its authors did.")
  private int offset;

  @Option(
      names = "--models",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of how many models the boxes are that wbf fuses; 1 by default.")
  private int models;

  @Option(
      names = "--format",
      paramLabel = "xyxy|xywh|cxcywh",
      defaultValue = "xyxy",
      description = "What the four numbers of a box are: corners are the default.")
  private BoxFormat format;

  @Override
  public Integer call() throws IOException {
    files.requireApart();
    requireMeaning();
    Nms nms = method == NmsMethod.WBF ? null : usable(this::suppression);
    BoxFusion fusion = method == NmsMethod.WBF ? usable(this::fusion) : null;
    try (Arena arena = Arena.ofShared();
        OutputFiles outputs = new OutputFiles()) {
      NpyArray rows = LossInputs.array(files.boxes(), arena);
      int count = LossInputs.boxes(files.boxes(), rows, files.layout());
      Boxes boxes = new RunMemory(arena, count, format, files.layout(), false).boxes(rows);
      MemorySegment scores = files.readScores(arena, count);
      MemorySegment classes = files.readClasses(arena, count);
      MemorySegment kept = arena.allocate((long) count * Integer.BYTES, Integer.BYTES);
      MemorySegment keptScores = arena.allocate((long) count * Float.BYTES, Float.BYTES);
      Boxes keptBoxes = Boxes.allocate(arena, count, format);
      NmsWorkspace workspace = new NmsWorkspace();
      final long start = System.nanoTime();
      int length;
      if (nms != null) {
        length = nms.apply(boxes, scores, classes, kept, keptScores, workspace);
        gather(boxes, kept, length, keptBoxes);
      } else {
        length = fusion.apply(boxes, scores, classes, keptBoxes, keptScores, kept, workspace);
        if (maximum != null) {
          length = Math.min(length, maximum);
        }
      }
      final double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
      write(outputs, length, kept, keptScores, keptBoxes);
      command.commandLine().getOut().println("kept: " + length + " of " + count);
      command.commandLine().getOut().printf(Locale.ROOT, "time: %.3f s%n", seconds);
    }
    return 0;
  }

  /** Refuses options that the method would pass over. */
  private void requireMeaning() {
    String reader = "method " + NamedValues.name(method);
    for (String option : NmsMethod.OPTIONS) {
      LossOptions.requireMeaning(command, option, method.reads(option), reader);
    }
  }

  private Nms suppression() {
    Nms nms = method.suppression(iou, sigma, offset);
    nms = scoreThreshold == null ? nms : nms.scoreThreshold(scoreThreshold);
    nms = top == null ? nms : nms.topK(top);
    return maximum == null ? nms : nms.maximum(maximum);
  }

  private BoxFusion fusion() {
    if (maximum != null && maximum < 1) {
      throw new IllegalArgumentException("--max is " + maximum + " but must be at least 1");
    }
    BoxFusion fusion = BoxFusion.of(iou).models(models);
    return scoreThreshold == null ? fusion : fusion.scoreThreshold(scoreThreshold);
  }

  private <T> T usable(java.util.function.Supplier<T> make) {
    try {
      return make.get();
    } catch (IllegalArgumentException e) {
      throw LossOptions.wrongUsage(command, LossOptions.withOption(e.getMessage(), OPTIONS));
    }
  }

  private static void gather(Boxes boxes, MemorySegment kept, int length, Boxes destination) {
    for (int i = 0; i < length; i++) {
      int index = kept.getAtIndex(ValueLayout.JAVA_INT, i);
      for (int k = 0; k < COORDINATES; k++) {
        destination.set(i, k, boxes.get(index, k));
      }
    }
  }

  private void write(
      OutputFiles outputs, int length, MemorySegment kept, MemorySegment scores, Boxes boxes)
      throws IOException {
    long[] indices = new long[length];
    for (int i = 0; i < length; i++) {
      indices[i] = kept.getAtIndex(ValueLayout.JAVA_INT, i);
    }
    long[] shape = {length};
    outputs.write(
        files.out(), new LossResult.Values(NpyType.INT64, shape, MemorySegment.ofArray(indices)));
    if (files.scoresOut() != null) {
      MemorySegment values = scores.asSlice(0, (long) length * Float.BYTES);
      outputs.write(files.scoresOut(), new LossResult.Values(NpyType.FLOAT32, shape, values));
    }
    if (files.boxesOut() != null) {
      float[] rows = new float[COORDINATES * length];
      boxes.slice(0, length).toInterleaved(rows);
      if (files.layout() == Layout.PLANES) {
        float[] planes = rows.clone();
        for (int i = 0; i < rows.length; i++) {
          planes[i % COORDINATES * length + i / COORDINATES] = rows[i];
        }
        rows = planes;
      }
      outputs.write(
          files.boxesOut(),
          LossResult.gradient(
              NpyType.FLOAT32, length, files.layout(), MemorySegment.ofArray(rows)));
    }
    outputs.publish();
  }
}
