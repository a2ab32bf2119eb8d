package dev.jaccard.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The table of an experiment: a row per loss, with the error after some of the steps. */
public final class ResultTable {
  private static final int[] DIOU_STEPS = {0, 10, 20, 50, 100, 160, 200};
  private static final int[] WIOU_STEPS = {0, 10, 20, 50, 80, 100, 120};
  private static final double WHOLE_NUMBERS = 1000;

  private ResultTable() {}

  /**
   * The table as text: one for each of the coordinates, with a heading and names of columns.
   *
   * @param result what was measured
   * @return lines, each with its end
   */
  public static String text(ExperimentResult result) {
    StringBuilder text = new StringBuilder();
    for (Coordinates coordinates : result.coordinates()) {
      text.append(text.isEmpty() ? "" : System.lineSeparator());
      text.append(heading(result, coordinates)).append(System.lineSeparator());
      List<List<String>> rows = new ArrayList<>();
      rows.add(columns(result));
      result.runs(coordinates).forEach(run -> rows.add(row(result, run)));
      append(text, rows);
    }
    return text.toString();
  }

  private static String heading(ExperimentResult result, Coordinates coordinates) {
    return String.format(
        Locale.ROOT,
        "%s protocol, %s coordinates: %,d cases, %d %s, seed %d, %d %s; E is the %s",
        result.protocol().title(),
        coordinates.key(),
        result.cases(),
        result.steps(),
        result.steps() == 1 ? "step" : "steps",
        result.seed(),
        result.threads(),
        result.threads() == 1 ? "thread" : "threads",
        result.protocol().measure());
  }

  /** The names of the columns. */
  static List<String> columns(ExperimentResult result) {
    List<String> columns = new ArrayList<>(List.of("loss"));
    for (int step : steps(result)) {
      columns.add("E(" + step + ")");
    }
    columns.add("ns/step");
    columns.add("seconds");
    return columns;
  }

  /** A loss's cells: errors, nanoseconds of one thread per box and step, seconds. */
  static List<String> row(ExperimentResult result, LossRun run) {
    List<String> row = new ArrayList<>(List.of(run.loss()));
    for (int step : steps(result)) {
      row.add(error(run.error(step)));
    }
    row.add(String.format(Locale.ROOT, "%.2f", run.nanosPerBoxStep()));
    row.add(String.format(Locale.ROOT, "%.2f", run.seconds()));
    return row;
  }

  /** The steps whose errors are shown; the last one is among them. */
  static int[] steps(ExperimentResult result) {
    int[] shown = result.protocol() == Protocol.DIOU ? DIOU_STEPS : WIOU_STEPS;
    int last = result.steps();
    return IntStream.concat(IntStream.of(shown).filter(step -> step < last), IntStream.of(last))
        .toArray();
  }

  /** An error in five digits or so. */
  static String error(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    return value >= WHOLE_NUMBERS
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, value >= 1 ? "%.2f" : "%.5f", value);
  }

  /** A setting, without digits that say nothing. */
  static String plain(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.3g", value);
  }

  private static void append(StringBuilder text, List<List<String>> rows) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        String cell = row.get(i);
        String space = " ".repeat(widths[i] - cell.length());
        text.append(i == 0 ? cell + space : "  " + space + cell);
      }
      text.append(System.lineSeparator());
    }
  }
}
