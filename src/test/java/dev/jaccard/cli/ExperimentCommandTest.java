package dev.jaccard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class ExperimentCommandTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** The command under a root of its own, which shows the message of a failure alone. */
  private int execute(String... arguments) {
    @Command(name = "root", scope = CommandLine.ScopeType.INHERIT, mixinStandardHelpOptions = true)
    class Root {}
    List<String> all = new ArrayList<>(List.of("experiment"));
    all.addAll(List.of(arguments));
    return new CommandLine(new Root())
        .addSubcommand(new ExperimentCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .setParameterExceptionHandler((e, unused) -> {
          err.write(e.getMessage());
          return e.getCommandLine().getCommandSpec().exitCodeOnInvalidInput();
        })
        .setExecutionExceptionHandler((e, commandLine, unused) -> {
          err.write(e.getMessage());
          return commandLine.getCommandSpec().exitCodeOnExecutionException();
        })
        .execute(all.toArray(String[]::new));
  }

  @Test
  void tableAndFilesAreWritten() throws IOException {
    int status =
        execute(
            "--losses", "iou,focal-eiou", "--points", "3", "--steps", "20", "--out", "" + folder);
    assertEquals("", err.toString());
    assertEquals(0, status);
    String text = out.toString();
    assertTrue(text.startsWith("DIoU protocol, center coordinates: 1,029 cases, 20 steps"), text);
    assertTrue(text.contains("focal-eiou"), text);
    assertTrue(text.contains("Total time "), text);
    List<String> csv = Files.readAllLines(folder.resolve("experiment.csv"));
    assertEquals(1 + 2 * 21, csv.size());
    assertTrue(Files.readString(folder.resolve("report.html")).contains("The DIoU protocol"));
  }

  @Test
  void bothProtocolsShareAReport() throws IOException {
    Path out = folder.resolve("a/b");
    int status =
        execute(
            "--protocol=both",
            "--coordinates=both",
            "--losses=diou",
            "--points=1",
            "--steps=2",
            "--threads=2",
            "--seed=-7",
            "--out=" + out);
    assertEquals("", err.toString());
    assertEquals(0, status);
    assertEquals(1 + 2 * 3, Files.readAllLines(out.resolve("experiment.csv")).size());
    assertEquals(1 + 2 * 3, Files.readAllLines(out.resolve("experiment-wiou.csv")).size());
    String report = Files.readString(out.resolve("report.html"));
    assertTrue(report.contains("The DIoU protocol") && report.contains("The WIoU protocol"));
    assertTrue(report.contains("<dt>Seed</dt><dd>-7</dd>"));
  }

  @Test
  void wiouProtocolMovesCornersByDefault() throws IOException {
    assertEquals(
        0,
        execute("--protocol=wiou", "--losses=diou", "--points=1", "--steps=1", "--out=" + folder));
    assertTrue(
        Files.readAllLines(folder.resolve("experiment.csv")).get(1).startsWith("diou,corners,0,"));
  }

  static Stream<Arguments> wrongUsages() {
    return Stream.of(
        Arguments.of("--protocol=xiou", "--protocol is 'xiou' but must be one of diou, wiou, both"),
        Arguments.of(
            "--coordinates=edges",
            "--coordinates is 'edges' but must be one of center, corners, both"),
        Arguments.of("--losses=iou,cio", "there is no loss 'cio'; did you mean 'ciou'?"),
        Arguments.of("--losses=iou,iou", "there are two losses of the name 'iou'"),
        Arguments.of("--points=0", "points is 0 but must be in [1, 100000]"),
        Arguments.of("--steps=0", "steps is 0 but must be in [1, 10000]"),
        Arguments.of("--threads=0", "threads is 0 but must be in [1, 1024]"),
        Arguments.of("--points=many", "--points"),
        Arguments.of("--colour", "--colour"));
  }

  @ParameterizedTest
  @MethodSource("wrongUsages")
  void wrongUsageIsRefusedBeforeAnythingIsWritten(String argument, String message)
      throws IOException {
    Path out = folder.resolve("out");
    assertEquals(2, execute(argument, "--out=" + out));
    assertTrue(err.toString().contains(message), err.toString());
    assertFalse(Files.exists(out));
  }

  @Test
  void folderThatIsAFileIsAFailure() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertEquals(1, execute("--points=1", "--out=" + file));
    assertTrue(err.toString().startsWith("the folder " + file + " cannot be made"), err.toString());
    assertEquals("", out.toString());
  }

  @Test
  void helpShowsEveryOptionAndAnExample() {
    assertEquals(0, execute("--help"));
    for (String option :
        List.of("protocol", "losses", "coordinates", "points", "steps", "seed", "threads", "out")) {
      assertTrue(out.toString().contains("--" + option + "="), option);
    }
    assertTrue(out.toString().contains("inner-siou"), out.toString());
    assertTrue(out.toString().contains("jaccard experiment --losses"), out.toString());
  }
}
