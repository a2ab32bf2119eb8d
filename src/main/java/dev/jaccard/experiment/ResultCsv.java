package dev.jaccard.experiment;

import dev.jaccard.page.WholeFile;
import java.io.IOException;
import java.nio.file.Path;

/** Writes an experiment as comma-separated values: loss, coordinates, step, error. */
public final class ResultCsv {
  private static final String HEADER = "loss,coordinates,step,error\n";

  private ResultCsv() {}

  /**
   * The file's text: a header, then a line for every step of every run, step 0 included. Errors
   * have all their digits.
   *
   * @param result what was measured
   * @return lines that end with a line feed
   */
  public static String text(ExperimentResult result) {
    StringBuilder text = new StringBuilder(HEADER);
    for (LossRun run : result.runs()) {
      String name = quoted(run.loss());
      for (int step = 0; step <= run.steps(); step++) {
        text.append(name)
            .append(',')
            .append(run.coordinates().key())
            .append(',')
            .append(step)
            .append(',')
            .append(run.error(step))
            .append('\n');
      }
    }
    return text.toString();
  }

  /**
   * Writes the file: all of it or nothing.
   *
   * @param result what was measured
   * @param file where to; what is there is replaced
   * @throws IOException if it cannot be written
   */
  public static void write(ExperimentResult result, Path file) throws IOException {
    WholeFile.write(file, text(result));
  }

  /** RFC 4180: a field with a comma, a quote or a line break stands in quotes. */
  private static String quoted(String field) {
    return field.matches("[^,\"\\r\\n]*") ? field : '"' + field.replace("\"", "\"\"") + '"';
  }
}
