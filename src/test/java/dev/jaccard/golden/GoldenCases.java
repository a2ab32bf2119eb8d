package dev.jaccard.golden;

import dev.jaccard.BoxFormat;
import dev.jaccard.golden.GoldenCase.Batch;
import dev.jaccard.golden.GoldenCase.Domain;
import dev.jaccard.golden.GoldenCase.Tolerance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The golden vectors of the box losses: the rows of the index as settings of our losses. */
public final class GoldenCases {

  /** Configurations that are not compared, with the reason. */
  public static final Map<String, String> SKIPPED =
      Map.of(
          "siou_seed000_as_printed", "documents an SIoU whose two signs are wrong",
          "siou_focal_as_printed", "documents a focal exponent that is overwritten",
          "mmdet_siou_default", "has the sign of the distance cost wrong",
          "mmdet_extended_eiou_s0.1", "Extended-IoU is not in the catalogue",
          "wiou_v1_two_tuple", "the exponential is no constant in either convention",
          "nwd_log", "the logarithmic form is not in the catalogue");

  private GoldenCases() {}

  /** The folder with all vectors: system property jaccard.golden, else ../shared/golden. */
  public static Optional<Path> shared() {
    Path root = Path.of(System.getProperty("jaccard.golden", "../shared/golden"));
    return Files.exists(root.resolve("index.csv")) ? Optional.of(root) : Optional.empty();
  }

  /** The folder with the vectors that lie among the test resources. */
  public static Path bundled() {
    try {
      return Path.of(GoldenCases.class.getResource("/golden/index.csv").toURI()).getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The rows of the index, each as a map from column to value. */
  public static List<Map<String, String>> index(Path root) {
    try {
      List<List<String>> lines = Csv.parse(Files.readString(root.resolve("index.csv")));
      List<String> columns = lines.getFirst();
      List<Map<String, String>> rows = new ArrayList<>();
      for (List<String> line : lines.subList(1, lines.size())) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
          row.put(columns.get(i), line.get(i));
        }
        rows.add(row);
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All cases of the box losses below a folder, without the skipped configurations. */
  public static List<GoldenCase> read(Path root) {
    List<GoldenCase> cases = new ArrayList<>();
    for (Map<String, String> row : index(root)) {
      if (row.get("family").equals("box") && !SKIPPED.containsKey(row.get("config"))) {
        for (String set : row.get("sets").split(" ")) {
          cases.add(goldenCase(root, row, set));
        }
      }
    }
    return cases;
  }

  private static GoldenCase goldenCase(Path root, Map<String, String> row, String set) {
    LossSettings settings = settings(row);
    Batch batch =
        row.get("mean_after").isEmpty()
            ? null
            : new Batch(
                number(row, "momentum"), number(row, "mean_before"), number(row, "mean_after"));
    String gradientSets = row.get("grad").replaceFirst(".*sets ", "");
    return new GoldenCase(
        row.get("config"),
        set,
        row.get("format").equals("xywh") ? BoxFormat.CXCYWH : BoxFormat.XYXY,
        settings,
        tolerance(row, set),
        domain(row.get("config")),
        batch,
        List.of(gradientSets.split(" ")).contains(set),
        root,
        row.get("dir"));
  }

  private static LossSettings settings(Map<String, String> row) {
    String config = row.get("config");
    String kind = row.get("kind");
    boolean inner = kind.startsWith("inner_");
    boolean focaler = kind.startsWith("focaler_");
    Map<String, Double> words = words(row.get("params"));
    Map<String, Double> parameters = new HashMap<>();
    if (yolo(row) || kind.startsWith("bounded")) {
      parameters.put("eps", number(row, "eps"));
    }
    String name = kind.replaceFirst("^(inner|focaler)_", "");
    switch (name) {
      case "shape_iou" -> {
        name = "shape";
        parameters.put("s", words.get("scale"));
      }
      case "bounded_iou" -> {
        name = "bounded";
        parameters.put("beta", words.get("beta"));
      }
      case "mpdiou" -> {
        parameters.put("width", words.get("feat_w"));
        parameters.put("height", words.get("feat_h"));
      }
      case "piou" -> {
        if (words.containsKey("Lambda")) {
          name = "piou2";
          parameters.put("lambda", words.get("Lambda"));
        }
      }
      case "nwd" -> parameters.put("k", words.get("constant"));
      case "wiou" -> wiseParameters(row, parameters);
      default -> {
        if (config.equals("mmdet_ciou")) {
          parameters.put("gate", 1.0);
        } else if (config.equals("mmdet_iou_log")) {
          parameters.put("form", 1.0);
        } else if (config.equals("mmdet_iou_square")) {
          parameters.put("form", 2.0);
        }
      }
    }
    return new LossSettings(
        name,
        parameters,
        number(row, "alpha"),
        inner ? number(row, "inner_ratio") : null,
        focaler ? new LossSettings.Bounds(words.get("d"), words.get("u")) : null,
        row.get("focal_gamma").isEmpty() ? null : number(row, "focal_gamma"),
        yolo(row));
  }

  private static void wiseParameters(Map<String, String> row, Map<String, Double> parameters) {
    parameters.put("version", Double.parseDouble(row.get("wiou_version").substring(1)));
    if (!row.get("wiou_gamma").isEmpty()) {
      parameters.put("alpha", number(row, "wiou_gamma"));
      parameters.put("delta", number(row, "wiou_delta"));
    }
    if (!row.get("mean_after").isEmpty()) {
      parameters.put("mean", number(row, "mean_after"));
      parameters.put("momentum", number(row, "momentum"));
    }
  }

  /** The YOLO fork with its own eps and its own detached terms. */
  private static boolean isFork(Map<String, String> row) {
    return row.get("source").startsWith("004_") && !row.get("config").contains("c2detached");
  }

  /** The fork, and Focaler-IoU, whose source takes the rest from functions of the fork's family. */
  private static boolean yolo(Map<String, String> row) {
    return isFork(row) || row.get("kind").startsWith("focaler_");
  }

  private static Tolerance tolerance(Map<String, String> row, String set) {
    String config = row.get("config");
    // max(.., eps) in place of a sum, the same eps, or none
    boolean sameEps = config.matches("mmdet_(iou|giou|bounded).*|.*_instinct323");
    if (isFork(row) || sameEps) {
      return Tolerance.SAME_FORMULA;
    }
    if (row.get("kind").equals("nwd") && set.equals("ties")) {
      return Tolerance.EPS_UNDER_ROOT;
    }
    return set.equals("normalized") ? Tolerance.OTHER_EPS_NORMALIZED : Tolerance.OTHER_EPS;
  }

  private static Domain domain(String config) {
    return switch (config) {
      case "mmdet_iou_log", "mmdet_iou_linear", "mmdet_iou_square" -> Domain.IOU_ABOVE_EPS;
      case "mmdet_ciou" -> Domain.CUT_AT_TWO_OPEN_GATE;
      case "mmdet_siou" -> Domain.CUT_AT_TWO;
      default -> Domain.ALL;
    };
  }

  private static double number(Map<String, String> row, String column) {
    return Double.parseDouble(row.get(column));
  }

  private static Map<String, Double> words(String text) {
    Map<String, Double> words = new HashMap<>();
    for (String word : text.split("[ ;]+")) {
      String[] sides = word.split("=");
      if (sides.length == 2 && sides[1].matches("[0-9.]+")) {
        words.put(sides[0], Double.parseDouble(sides[1]));
      }
    }
    return words;
  }
}
