package dev.jaccard.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.jaccard.results.ResultFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README says about speed was measured: it stands in the committed results. */
class ReadmeFiguresTest {
  private static final Path README = Path.of("README.md");
  private static final String HEADING = "\n## Speed\n";
  private static final Pattern FIGURE = Pattern.compile("\\d+\\.\\d+|\\d+ (ns|ms|times|%)");
  private static final Pattern MULTIPLE = Pattern.compile("\\d+ times (as|longer|faster)");

  @Test
  void everyMeasuredFigureIsThatOfTheCommittedResults() throws IOException {
    String text = Files.readString(README);
    int begin = text.indexOf("\n", text.indexOf(SpeedSection.BEGIN)) + 1;
    String shown = text.substring(begin, text.indexOf(SpeedSection.END));
    List<String> expected = SpeedSection.lines(ResultFile.read(Path.of(SpeedSection.source(text))));
    assertEquals(
        String.join("\n", expected) + "\n",
        shown,
        "the README is not what was measured: run dev.jaccard.bench.report.SpeedSection");
  }

  @Test
  void noOtherSectionSaysHowManyTimesAsFastSomethingIs() throws IOException {
    String text = Files.readString(README);
    String rest =
        text.substring(0, text.indexOf(SpeedSection.BEGIN))
            + text.substring(text.indexOf(SpeedSection.END));
    Matcher multiple = MULTIPLE.matcher(rest);
    assertFalse(multiple.find(), () -> "'" + multiple.group() + "' is not among what was measured");
  }

  @Test
  void outsideOfThemTheSectionHasNoFigures() throws IOException {
    String text = Files.readString(README);
    int begin = text.indexOf(HEADING) + HEADING.length();
    String section = text.substring(begin, text.indexOf("\n## ", begin));
    String prose =
        section.substring(0, section.indexOf(SpeedSection.BEGIN))
            + section.substring(section.indexOf(SpeedSection.END));
    Matcher figure = FIGURE.matcher(prose);
    assertFalse(figure.find(), () -> "'" + figure.group() + "' is not among what was measured");
  }
}
