package dev.jaccard.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.golden.Npy;
import dev.jaccard.yolo.Decoder;
import dev.jaccard.yolo.Detections;
import dev.jaccard.yolo.Grid;
import dev.jaccard.yolo.Head;
import dev.jaccard.yolo.Letterbox;
import dev.jaccard.yolo.Tensor;
import dev.jaccard.yolo.TensorLayout;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** {@code jaccard decode} gives what the Java API gives. */
class DecodeCommandTest {
  private static final Grid GRID = Grid.of(64, 64, 8, 16, 32);

  @TempDir Path folder;

  /** A call with options, and the same by the Java API; a shape for each input. */
  private record Case(
      String options,
      Head head,
      UnaryOperator<Decoder.Builder> builder,
      Letterbox letterbox,
      long[]... shapes) {
    @Override
    public String toString() {
      return options;
    }
  }

  private static Case simple(String options, Head head, long... shape) {
    return new Case(options, head, b -> b, null, shape);
  }

  static final List<Case> CASES =
      List.of(
          simple("--head yolov8", Head.yolov8(5), 9, 60),
          simple("--head yolov9", Head.yolov8(5), 1, 9, 60),
          simple("--head yolov12 --layout rows", Head.yolov8(5).layout(TensorLayout.ROWS), 60, 9),
          simple("--head yolov11 --logits true", Head.yolov8(5).logits(true), 9, 60),
          simple("--head yolov5", Head.yolov5(4), 60, 9),
          simple("--head yolov6", Head.yolov6(4), 1, 60, 9),
          simple(
              "--head yolov7 --layout channels",
              Head.yolov7(4).layout(TensorLayout.CHANNELS),
              9,
              60),
          simple("--head yolov10 --classes 3", Head.endToEnd(3), 60, 6),
          simple("--head yolox --network 64x64", Head.yolox(3, GRID), 84, 8),
          simple(
              "--head yolov8-raw --network 64x64 --bins 4",
              Head.rawDistribution(3, 4, GRID),
              1,
              19,
              84),
          new Case(
              "--head yolov8-raw --network 64x64 --bins 4",
              Head.rawDistribution(3, 4, GRID),
              b -> b,
              null,
              new long[] {19, 8, 8},
              new long[] {19, 4, 4},
              new long[] {19, 2, 2}),
          new Case(
              "--head yolov5-raw --network 64x64 --classes 2",
              Head.rawAnchors(
                  2,
                  GRID,
                  new float[][] {
                    {10, 13, 16, 30, 33, 23},
                    {30, 61, 62, 45, 59, 119},
                    {116, 90, 156, 198, 373, 326}
                  }),
              b -> b,
              null,
              new long[] {21, 8, 8},
              new long[] {21, 4, 4},
              new long[] {21, 2, 2}),
          new Case(
              "--head yolov8 --conf 0.5 --iou 0.2 --classes-agnostic --multi-label --max 7",
              Head.yolov8(5),
              b -> b.confidence(0.5f).iou(0.2f).classAgnostic(true).multiLabel(true).maximum(7),
              null,
              new long[] {9, 60}),
          new Case(
              "--head yolov8 --conf 0.2,0.9,0.99,0,0.5 --multi-label",
              Head.yolov8(5),
              b -> b.confidence(new float[] {0.2f, 0.9f, 0.99f, 0, 0.5f}).multiLabel(true),
              null,
              new long[] {9, 60}),
          new Case(
              "--head yolov8 --letterbox 100x50 --network 80x80",
              Head.yolov8(5),
              b -> b,
              Letterbox.centered(100, 50, 80, 80),
              new long[] {9, 60}),
          new Case(
              "--head yolov8 --letterbox 100x50 --fit corner",
              Head.yolov8(5),
              b -> b,
              Letterbox.topLeft(100, 50, 640, 640),
              new long[] {9, 60}),
          new Case(
              "--head yolov8 --letterbox 100x50 --fit stretched",
              Head.yolov8(5),
              b -> b,
              Letterbox.stretched(100, 50, 640, 640),
              new long[] {9, 60}));

  private static float[] random(long[] shape, SplittableRandom random) {
    int size = 1;
    for (long length : shape) {
      size *= (int) length;
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private Cli decode(String options, int inputs, String... more) {
    List<String> arguments = new ArrayList<>(List.of("decode"));
    arguments.addAll(List.of(options.split(" ")));
    for (int i = 0; i < inputs; i++) {
      arguments.addAll(List.of("--input", file(i + ".npy").toString()));
    }
    return Cli.run(arguments, more);
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void optionsMeanWhatTheApiDoes(Case options) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    List<Tensor> tensors = new ArrayList<>();
    for (long[] shape : options.shapes) {
      float[] values = random(shape, random);
      LossSamples.write(file(tensors.size() + ".npy"), values, shape);
      tensors.add(Tensor.of(MemorySegment.ofArray(values), shape));
    }
    Detections expected = Detections.allocate(Arena.ofAuto(), 300);
    options
        .builder
        .apply(Decoder.builder(options.head))
        .build()
        .decode(tensors, 0, options.letterbox, expected);
    assertTrue(expected.count() > 0);
    Cli csv = decode(options.options, tensors.size(), "--out", file("found.csv").toString());
    assertEquals("", csv.err());
    assertEquals(Integer.toString(expected.count()), csv.value("detections"));
    decode(options.options, tensors.size(), "--out", file("found.npy").toString());
    Npy npy = Npy.read(file("found.npy"));
    assertArrayEquals(new int[] {expected.count(), 6}, npy.shape());
    List<String> lines = Files.readAllLines(file("found.csv"));
    assertEquals("x1,y1,x2,y2,score,class", lines.getFirst());
    assertEquals(expected.count() + 1, lines.size());
    for (int i = 0; i < expected.count(); i++) {
      String[] row = lines.get(i + 1).split(",");
      for (int k = 0; k < 4; k++) {
        assertEquals(expected.corner(i, k), Float.parseFloat(row[k]));
        assertEquals(expected.corner(i, k), npy.values()[6 * i + k]);
      }
      assertEquals(expected.score(i), Float.parseFloat(row[4]));
      assertEquals(expected.score(i), npy.values()[6 * i + 4]);
      assertEquals(Integer.toString(expected.classOf(i)), row[5]);
      assertEquals(expected.classOf(i), npy.values()[6 * i + 5]);
    }
  }

  /** One box of class 1, from 10, 20 to 30, 50 in an input of 64 x 64. */
  private void writeOneBox() throws IOException {
    LossSamples.write(file("0.npy"), new float[] {20, 35, 20, 30, 0.1f, 0.8f}, 1, 6, 1);
  }

  @Test
  void oneImageOfABatchIsDecoded() throws IOException {
    float[] batch = new float[3 * 6];
    System.arraycopy(new float[] {20, 35, 20, 30, 0.1f, 0.8f}, 0, batch, 12, 6);
    LossSamples.write(file("0.npy"), batch, 3, 6, 1);
    assertEquals("0", decode("--head yolov8", 1).value("detections"));
    Cli run = decode("--head yolov8", 1, "--image", "2");
    assertEquals("10.0 20.0 30.0 50.0  score 0.8000  class 1", run.lines().getLast());
  }

  @Test
  void boxesAreDrawnOnTheImageAtItsSize() throws IOException {
    writeOneBox();
    BufferedImage gray = new BufferedImage(128, 128, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 128 * 128; i++) {
      gray.setRGB(i % 128, i / 128, 0x808080);
    }
    int background = gray.getRGB(0, 0);
    ImageIO.write(gray, "png", file("street.png").toFile());
    String[] draw = {"--network", "64x64", "--draw", file("street.png").toString()};
    Cli run = decode("--head yolov8", 1, draw);
    assertEquals("", run.err());
    BufferedImage drawn = ImageIO.read(file("street.boxes.png").toFile());
    assertEquals(128, drawn.getWidth());
    assertEquals(128, drawn.getHeight());
    int color = BoxPainter.color(1).getRGB();
    assertEquals(color, drawn.getRGB(20, 60));
    assertEquals(color, drawn.getRGB(60, 60));
    assertEquals(color, drawn.getRGB(40, 40));
    assertEquals(color, drawn.getRGB(40, 100));
    assertEquals(background, drawn.getRGB(40, 70));
    assertEquals(background, drawn.getRGB(5, 5));
    assertEquals(run.out(), decode("--head yolov8 --letterbox 128x128", 1, draw).out());
    decode("--head yolov8 --letterbox 64x128", 1, draw)
        .failsWith(
            2, "--letterbox is 64x128 but the image of --draw has 128x128 pixels; leave it away.");
    String[] elsewhere = Arrays.copyOf(draw, 6);
    elsewhere[4] = "--draw-out";
    elsewhere[5] = file("other.png").toString();
    decode("--head yolov8", 1, elsewhere);
    assertTrue(Files.exists(file("other.png")));
    assertTrue(!BoxPainter.color(1).equals(BoxPainter.color(2)));
    assertEquals(Color.RED, BoxPainter.color(0));
  }

  static final List<Arguments> WRONG =
      List.of(
          Arguments.of(
              2,
              "--head yolov4",
              "there is no head 'yolov4'; did you mean 'yolov5'? There are yolov5, yolov6, yolov7,"
                  + " yolov8, yolov9, yolov11, yolov12, yolov10, end-to-end, yolox, yolov5-raw,"
                  + " yolov7-raw, yolov8-raw."),
          Arguments.of(
              2,
              "--head yolov8 --layout rows",
              "the input has shape (1, 6, 1): 1 channels, of which 4 are none of classes in yolov8,"
                  + " so there must be 5 to 10004; see --layout."),
          Arguments.of(2, "--head yolov5-raw", "--head yolov5-raw needs --classes."),
          Arguments.of(
              1,
              "--head yolov8 --classes 3",
              "INPUT has shape (1, 6, 1) but must have (7, n), with or without a batch before"
                  + " it, for yolov8(3 classes, CHANNELS)."),
          Arguments.of(
              1, "--head yolov8 --image 1", "--image is 1 but must be in [0, 1) for a batch of 1."),
          Arguments.of(
              1,
              "--head yolov5-raw --classes 1 --network 64x64",
              "--input has 1 tensors but must have 3 for rawAnchors(1 classes, CHANNELS, 64x64 with"
                  + " strides [8, 16, 32])."),
          Arguments.of(
              2,
              "--head yolov8 --input INPUT",
              "--input is given 2 times but yolov8 has one output."),
          Arguments.of(
              2, "--head yolov8 --bins 8", "--bins is given but means nothing to head yolov8."),
          Arguments.of(
              2,
              "--head yolov5 --strides 8",
              "--strides is given but means nothing to head yolov5."),
          Arguments.of(
              2,
              "--head yolov8 --conf 0.1,0.2,0.3",
              "--conf has 3 thresholds but must have 2, one for each class."),
          Arguments.of(2, "--head yolov8 --conf 0.1,1", "--conf[1] is 1.0 but must be in [0, 1)."),
          Arguments.of(2, "--head yolov8 --conf 1", "--conf is 1.0 but must be in [0, 1)."),
          Arguments.of(2, "--head yolov8 --iou -1", "--iou is -1.0 but must be in [0, 1]."),
          Arguments.of(2, "--head yolov8 --max 0", "--max is 0 but must be at least 1."),
          Arguments.of(
              2,
              "--head yolov8 --letterbox 100",
              "invalid value for option '--letterbox': '100' is not a size such as 1920x1080."),
          Arguments.of(
              2,
              "--head yolox --network 100x100",
              "networkWidth is 100 but must be a multiple of stride 8."),
          Arguments.of(
              2,
              "--head yolov8 --draw-out o.png",
              "--draw-out needs --draw, the image to draw on."),
          Arguments.of(1, "--head yolov8 --draw i.png", "i.png does not exist, or is not a file."));

  @ParameterizedTest
  @FieldSource("WRONG")
  void wrongUsageIsOneSentence(int status, String options, String sentence) throws IOException {
    writeOneBox();
    String expected = sentence.replace("INPUT", file("0.npy").toString());
    decode(
            options.replace("INPUT", file("0.npy").toString()),
            1,
            "--out",
            file("found.csv").toString())
        .failsWith(status, expected);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void anOutputThatLooksTurnedIsNotTakenForOneOfManyClasses() throws IOException {
    LossSamples.write(file("0.npy"), new float[200 * 9], 200, 9);
    decode("--head yolov8", 1)
        .failsWith(
            2,
            "the input has shape (200, 9): 196 classes for 9 anchors; give --layout rows or"
                + " --classes.");
    assertEquals("0", decode("--head yolov8 --layout rows", 1).value("detections"));
    assertEquals("0", decode("--head yolov8 --classes 196", 1).value("detections"));
    LossSamples.write(file("0.npy"), new float[9 * 200], 9, 200);
    decode("--head yolov5", 1)
        .failsWith(
            2,
            "the input has shape (9, 200): 195 classes for 9 anchors; give --layout channels or"
                + " --classes.");
    LossSamples.write(file("0.npy"), new float[9], 9);
    decode("--head yolov8", 1)
        .failsWith(2, "the input has shape (9,) but must have at least 2 dimensions for yolov8.");
  }

  @Test
  void outputsThatWouldReplaceAnotherFileAreRefused() throws IOException {
    writeOneBox();
    String input = file("0.npy").toString();
    decode("--head yolov8", 1, "--out", input)
        .failsWith(2, "--out is the file of --input but must be another one.");
    decode("--head yolov8", 1, "--draw", "i.png", "--draw-out", "./i.png")
        .failsWith(2, "--draw-out is the file of --draw but must be another one.");
  }

  @Test
  void aFileThatIsNoImageIsRefused() throws IOException {
    writeOneBox();
    decode("--head yolov8", 1, "--draw", file("0.npy").toString())
        .failsWith(1, file("0.npy") + " is not an image of a known format (PNG, JPEG, BMP, GIF).");
  }
}
