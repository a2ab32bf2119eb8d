package dev.jaccard.cli;

import dev.jaccard.npy.NpyArray;
import dev.jaccard.npy.NpyType;
import dev.jaccard.yolo.Decoder;
import dev.jaccard.yolo.Detections;
import dev.jaccard.yolo.Head;
import dev.jaccard.yolo.Letterbox;
import dev.jaccard.yolo.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** From the output of a YOLO model in a file to detections. */
@Command(
    name = "decode",
    description =
        "Turn the raw output of a YOLO model, a .npy file, into detections: thresholds, boxes,"
            + " suppression, the letterbox undone.",
    footer = {
      "  jaccard decode --head yolov8 --input out.npy --letterbox 1920x1080 \\",
      "      --out found.csv",
      "  jaccard decode --head yolov8 --input out.npy --draw street.png",
      "  jaccard decode --head yolov5-raw --classes 80 --input p3.npy --input p4.npy \\",
      "      --input p5.npy --conf 0.001 --multi-label --out found.npy"
    })
final class DecodeCommand implements Callable<Integer> {
  private static final int COLUMNS = 6;
  private static final String NPY = ".npy";

  /** What the library calls that which the options set. */
  private static final Map<String, String> OPTIONS =
      Map.of(
          "confidence", "--conf",
          "iou", "--iou",
          "maximum", "--max",
          "image", "--image",
          "outputs", "--input");

  @Spec private CommandSpec command;
  @Mixin private HeadOptions head;

  @Option(
      names = "--input",
      paramLabel = "OUT.npy",
      required = true,
      description = "The output, with or without a batch dimension; one file for each level.")
  private List<Path> inputs;

  @Option(
      names = "--image",
      paramLabel = "I",
      defaultValue = "0",
      description = "Which image of a batch: ${DEFAULT-VALUE}.")
  private int image;

  @Option(
      names = "--conf",
      paramLabel = "X",
      split = ",",
      defaultValue = "0.25",
      description =
          "What scores must be above: ${DEFAULT-VALUE}; or a number for each class: X,X,...")
  private float[] confidence;

  @Option(
      names = "--iou",
      paramLabel = "X",
      defaultValue = "0.65",
      description = "A box goes if its IoU with a better one is above: ${DEFAULT-VALUE}.")
  private float iou;

  @Option(names = "--classes-agnostic", description = "Boxes suppress those of other classes too.")
  private boolean agnostic;

  @Option(
      names = "--multi-label",
      description = "Each class above the threshold is a candidate, not the best one only.")
  private boolean multiLabel;

  @Option(
      names = "--max",
      paramLabel = "N",
      defaultValue = "300",
      description = "The most detections: ${DEFAULT-VALUE}.")
  private int maximum;

  @Option(
      names = "--letterbox",
      paramLabel = "WxH",
      converter = Size.Converter.class,
      description =
          "The size of the image that was fitted into the network's input; boxes come in its"
              + " pixels. Without it, and without --draw, they stay in the input's.")
  private Size letterbox;

  @Option(
      names = "--fit",
      paramLabel = "centered|corner|stretched",
      defaultValue = "centered",
      description =
          "How the image was fitted: padded on both sides (the default), padded at the right and"
              + " bottom, or resized without padding.")
  private Fit fit;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Write rows of x1, y1, x2, y2, score, class: shape (n, 6) to a .npy file, text with a"
              + " header to any other.")
  private Path out;

  @Option(
      names = "--draw",
      paramLabel = "IMAGE",
      description = "Draw the boxes on this image, whose size makes --letterbox needless.")
  private Path draw;

  @Option(
      names = "--draw-out",
      paramLabel = "IMAGE.png",
      description = "Where the drawing goes; by default next to the image, as NAME.boxes.png.")
  private Path drawOut;

  @Override
  public Integer call() throws IOException {
    requireUsable();
    BoxPainter painter = draw == null ? null : BoxPainter.read(draw);
    try (Arena arena = Arena.ofShared();
        OutputFiles outputs = new OutputFiles()) {
      List<Tensor> tensors = new ArrayList<>();
      for (Path input : inputs) {
        tensors.add(tensor(input, arena));
      }
      Decoder decoder = decoder(head.build(tensors.getFirst().shape(), tensors.size()));
      Detections found = Detections.allocate(arena, maximum);
      decode(decoder, tensors, letterbox(painter), found);
      if (out != null) {
        write(outputs, found, arena);
      }
      if (painter != null) {
        painter.draw(found);
        outputs.write(drawOut == null ? besideImage() : drawOut, painter.toPng());
      }
      outputs.publish();
      report(found);
    }
    return 0;
  }

  private void requireUsable() throws IOException {
    if (draw == null && drawOut != null) {
      throw LossOptions.wrongUsage(command, "--draw-out needs --draw, the image to draw on");
    }
    FileClash clash = new FileClash(command).reads("--draw", draw);
    inputs.forEach(input -> clash.reads("--input", input));
    clash.writes("--out", out).writes("--draw-out", drawOut);
  }

  private static Tensor tensor(Path input, Arena arena) throws IOException {
    NpyArray array = InputArrays.floats(input, arena);
    return Tensor.of(array.toFloat32(arena), array.shape());
  }

  private void decode(Decoder decoder, List<Tensor> tensors, Letterbox fitted, Detections found) {
    Map<String, String> names = new HashMap<>(OPTIONS);
    for (int i = 0; i < inputs.size(); i++) {
      names.put("outputs[" + i + "]", inputs.get(i).toString());
    }
    try {
      decoder.decode(tensors, image, fitted, found);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(LossOptions.withOption(e.getMessage(), names), e);
    }
  }

  private Decoder decoder(Head chosen) {
    try {
      Decoder.Builder builder = Decoder.builder(chosen);
      return (confidence.length == 1
              ? builder.confidence(confidence[0])
              : builder.confidence(confidence))
          .iou(iou)
          .classAgnostic(agnostic)
          .multiLabel(multiLabel)
          .maximum(maximum)
          .build();
    } catch (IllegalArgumentException e) {
      throw LossOptions.wrongUsage(command, LossOptions.withOption(e.getMessage(), OPTIONS));
    }
  }

  private Letterbox letterbox(BoxPainter painter) {
    Size size = painter == null ? letterbox : painter.size();
    if (letterbox != null && !letterbox.equals(size)) {
      throw LossOptions.wrongUsage(
          command,
          "--letterbox is %dx%d but the image of --draw has %dx%d pixels; leave it away"
              .formatted(letterbox.width(), letterbox.height(), size.width(), size.height()));
    }
    return size == null ? null : fit.letterbox(size, head.network());
  }

  private Path besideImage() {
    String name = draw.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    return draw.resolveSibling(name + ".boxes.png");
  }

  private void write(OutputFiles outputs, Detections found, Arena arena) throws IOException {
    if (out.toString().endsWith(NPY)) {
      float[] rows = new float[COLUMNS * found.count()];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = value(found, i / COLUMNS, i % COLUMNS);
      }
      MemorySegment data = MemorySegment.ofArray(rows);
      outputs.write(
          out, new LossResult.Values(NpyType.FLOAT32, new long[] {found.count(), COLUMNS}, data));
      return;
    }
    StringBuilder text = new StringBuilder("x1,y1,x2,y2,score,class\n");
    for (int i = 0; i < found.count(); i++) {
      for (int column = 0; column < COLUMNS - 1; column++) {
        text.append(value(found, i, column)).append(',');
      }
      text.append(found.classOf(i)).append('\n');
    }
    outputs.write(out, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static float value(Detections found, int index, int column) {
    return switch (column) {
      case 4 -> found.score(index);
      case 5 -> found.classOf(index);
      default -> found.corner(index, column);
    };
  }

  private void report(Detections found) {
    command.commandLine().getOut().println("detections: " + found.count());
    if (out == null && draw == null) {
      for (int i = 0; i < found.count(); i++) {
        command
            .commandLine()
            .getOut()
            .printf(
                Locale.ROOT,
                "%.1f %.1f %.1f %.1f  score %.4f  class %d%n",
                found.corner(i, 0),
                found.corner(i, 1),
                found.corner(i, 2),
                found.corner(i, 3),
                found.score(i),
                found.classOf(i));
      }
    }
  }
}
