package dev.jaccard.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.BoxLoss;
import dev.jaccard.page.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultFilesTest {
  @TempDir private Path folder;

  private static ExperimentResult result(int steps) {
    return Experiment.builder(Protocol.DIOU)
        .loss("giou", BoxLoss.of("giou"))
        .loss("mine, \"square\"", BoxLoss.builder("iou").param("form", 2).build())
        .coordinates(Coordinates.CENTER, Coordinates.CORNERS)
        .points(2)
        .steps(steps)
        .build()
        .run();
  }

  @Test
  void csvHasALineForEveryStepOfEveryRun() throws IOException {
    ExperimentResult result = result(3);
    Path file = folder.resolve("experiment.csv");
    ResultCsv.write(result, file);
    List<String> lines = Files.readAllLines(file);
    assertEquals("loss,coordinates,step,error", lines.get(0));
    assertEquals(1 + 4 * 4, lines.size());
    LossRun first = result.runs().getFirst();
    for (int step = 0; step <= 3; step++) {
      assertEquals("giou,center," + step + "," + first.error(step), lines.get(1 + step));
    }
    assertTrue(lines.get(5).startsWith("\"mine, \"\"square\"\"\",center,0,"), lines.get(5));
    assertTrue(lines.getLast().contains(",corners,3,"), lines.getLast());
  }

  @Test
  void fileIsReplacedAndNothingElseIsLeft() throws IOException {
    Path file = folder.resolve("experiment.csv");
    Files.writeString(file, "old");
    ResultCsv.write(result(1), file);
    assertTrue(Files.readString(file).startsWith("loss,"));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void fileThatCannotBeWrittenLeavesNothing() throws IOException {
    Path file = Files.createDirectories(folder.resolve("experiment.csv/inside")).getParent();
    assertThrows(IOException.class, () -> ResultCsv.write(result(1), file));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void tableShowsTheStepsOfThePaperAndTheLast() {
    String[] lines = ResultTable.text(result(30)).split("\\R");
    assertEquals(
        "DIoU protocol, center coordinates: 686 cases, 30 steps, seed 2, 1 thread;"
            + " E is the sum of |x-xg| + |y-yg| + |w-wg| + |h-hg| over all cases",
        lines[0]);
    assertEquals(
        List.of("loss", "E(0)", "E(10)", "E(20)", "E(30)", "ns/step", "seconds"),
        List.of(lines[1].split("\\s+")));
    assertTrue(lines[2].startsWith("giou  "), lines[2]);
    assertEquals(lines[1].length(), lines[2].length());
    assertEquals("", lines[4]);
    assertTrue(lines[5].startsWith("DIoU protocol, corners coordinates"), lines[5]);
  }

  @ParameterizedTest
  @CsvSource({
    "6648812.4, '6,648,812'",
    "999.994, 999.99",
    "1000, '1,000'",
    "0.0415049, 0.04150",
    "0, 0.00000",
    "NaN, NaN",
  })
  void errorsHaveFiveDigitsOrSo(double value, String text) {
    assertEquals(text, ResultTable.error(value));
  }

  @ParameterizedTest
  @CsvSource({
    "6648812.4, 6, 6648810",
    "0.0000123456, 3, 0.0000123",
    "0.000000123456, 3, 1.23E-7",
    "0.041504926, 3, 0.0415",
    "10, 5, 10",
    "0, 5, 0",
    "-45.04, 3, -45",
    "NaN, 3, null",
    "Infinity, 3, null",
  })
  void jsonNumbersAreRounded(double value, int digits, String text) {
    assertEquals(text, Json.number(value, digits));
  }

  @Test
  void jsonStringsCannotEndTheScript() {
    assertEquals("\"a\\\"b\\\\c\\u003c/script\\u003e\\u000a\"", Json.string("a\"b\\c</script>\n"));
  }
}
