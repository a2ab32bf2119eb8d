package dev.jaccard.experiment;

import dev.jaccard.BoxLoss;
import dev.jaccard.page.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The numbers behind the report's charts, as JSON, with as many digits as one can see. */
final class ReportData {
  private static final int CURVE_DIGITS = 6;
  private static final int MAP_DIGITS = 3;
  private static final int PLACE_DIGITS = 5;

  /** Points are drawn at random, so the first ones are a fair sample. */
  private static final int MOST_POINTS = 5000;

  private ReportData() {}

  static String json(List<ExperimentResult> results) {
    return Json.array(results.stream().map(ReportData::section).toList());
  }

  private static String section(ExperimentResult result) {
    Protocol protocol = result.protocol();
    int points = Math.min(result.points(), MOST_POINTS);
    return Json.object(
        "key", Json.string(protocol.key()),
        "center", Json.number(protocol.geometry().center(), PLACE_DIGITS),
        "radius", Json.number(protocol.geometry().radius(), PLACE_DIGITS),
        "pointMeasure", Json.string(protocol.pointMeasure()),
        "x", Json.numbers(points, PLACE_DIGITS, result::pointX),
        "y", Json.numbers(points, PLACE_DIGITS, result::pointY),
        "groups", Json.array(result.coordinates().stream().map(c -> group(result, c)).toList()),
        "side", Integer.toString(DirectionField.SIDE),
        "target", target(protocol),
        "fields", fields(result));
  }

  private static String target(Protocol protocol) {
    return Json.array(
        List.of(
            Json.number(DirectionField.targetWidth(protocol), PLACE_DIGITS),
            Json.number(DirectionField.targetHeight(protocol), PLACE_DIGITS)));
  }

  private static String group(ExperimentResult result, Coordinates coordinates) {
    int points = Math.min(result.points(), MOST_POINTS);
    List<String> runs = new ArrayList<>();
    Map<String, Integer> variants = new HashMap<>();
    for (LossRun run : result.runs(coordinates)) {
      String base = result.losses().get(run.loss()).name();
      int variant = variants.merge(base, 1, Integer::sum) - 1;
      runs.add(
          Json.object(
              "name", Json.string(run.loss()),
              "base", Json.string(base),
              "variant", Integer.toString(variant),
              "final", Json.string(ResultTable.error(run.finalError())),
              "errors", Json.numbers(run.steps() + 1, CURVE_DIGITS, run::error),
              "points", Json.numbers(points, MAP_DIGITS, run::finalErrorAt)));
    }
    return Json.object("key", Json.string(coordinates.key()), "runs", Json.array(runs));
  }

  private static String fields(ExperimentResult result) {
    List<String> fields = new ArrayList<>();
    result.losses().forEach((name, loss) -> fields.add(field(name, loss, result.protocol())));
    return Json.array(fields);
  }

  private static String field(String name, BoxLoss loss, Protocol protocol) {
    DirectionField field = DirectionField.of(loss, protocol);
    int places = DirectionField.SIDE * DirectionField.SIDE;
    return Json.object(
        "name", Json.string(name),
        "angle",
            Json.numbers(
                places, MAP_DIGITS, i -> Math.toDegrees(Math.atan2(field.y(i), field.x(i)))),
        "size", Json.numbers(places, MAP_DIGITS, field::length));
  }
}
