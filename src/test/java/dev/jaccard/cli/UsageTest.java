package dev.jaccard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
  private static final String LOSSES =
      "iou, giou, diou, ciou, eiou, siou, wiou, mpdiou, shape, piou, piou2, nwd, bounded";

  @Test
  void helpOfTheProgramNamesEveryCommand() {
    String help = Cli.succeed("--help").out();
    for (String command : CommandLineTool.names()) {
      assertTrue(help.contains("\n  " + command + " "), () -> command + " is not in\n" + help);
    }
  }

  static Stream<String> programAndCommands() {
    return Stream.concat(Stream.of(""), CommandLineTool.names().stream());
  }

  @ParameterizedTest
  @MethodSource("programAndCommands")
  void everyCommandHasHelpWithAnExample(String command) {
    String[] arguments =
        command.isEmpty() ? new String[] {"--help"} : new String[] {command, "--help"};
    String help = Cli.succeed(arguments).out();
    String call = ("jaccard " + command).strip();
    assertTrue(help.startsWith("Usage: " + call), help);
    assertTrue(help.contains("Example:" + System.lineSeparator() + "  jaccard "), help);
    assertTrue(help.contains("--debug"), help);
    assertTrue(
        help.lines()
            .dropWhile(line -> !line.startsWith("Example"))
            .anyMatch(line -> line.startsWith("  " + call)),
        help);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V", "loss --version"})
  void versionIsOneLine(String arguments) {
    List<String> lines = Cli.succeed(arguments.split(" ")).lines();
    assertEquals(1, lines.size());
    assertTrue(lines.getFirst().startsWith("jaccard "), lines.getFirst());
  }

  static final List<Arguments> WRONG =
      List.of(
          Arguments.of(
              "",
              "missing command: one of "
                  + String.join(", ", CommandLineTool.names())
                  + "; see 'jaccard --help'."),
          Arguments.of("los", "there is no command 'los'; did you mean 'loss'?"),
          Arguments.of("--hlep", "'jaccard' has no option '--hlep'; did you mean '--help'?"),
          Arguments.of("info more", "'jaccard info' does not take the argument 'more'."),
          Arguments.of(
              "explain ciou --convnetion paper",
              "'jaccard explain' has no option '--convnetion'; did you mean '--convention'?"),
          Arguments.of(
              "loss",
              "missing required options and parameters: '--pred=P.npy', '--target=T.npy',"
                  + " 'NAME'."),
          Arguments.of("loss ciou --pred P", "missing required option: '--target=T.npy'."),
          Arguments.of("bench --rounds 0", "--rounds is 0 but must be at least 1."),
          Arguments.of(
              "explain ciou --format xyyx",
              "invalid value for option '--format': 'xyyx' is none of xyxy, xywh, cxcywh, did you"
                  + " mean 'xyxy'?"),
          Arguments.of(
              "explain ciou --convention yolov5",
              "invalid value for option '--convention': 'yolov5' is none of paper, yolo, did you"
                  + " mean 'yolo'?"),
          Arguments.of(
              "explain ciou --focaler 0.5",
              "invalid value for option '--focaler': '0.5' is not two numbers such as 0,0.95."),
          Arguments.of(
              "explain ciou --focaler 0.9,0.1",
              "focaler u is 0.1 but must be above d and at most 1."),
          Arguments.of("explain ciou --inner 2", "inner is 2.0 but must be in [0.5, 1.5]."),
          Arguments.of(
              "explain ciou --alpha 0", "alpha is 0.0 but must be a finite number above 0."),
          Arguments.of(
              "explain ciou --focal -1", "focal is -1.0 but must be a finite number, 0 or above."),
          Arguments.of(
              "explain ciou --alpha much",
              "invalid value for option '--alpha': 'much' is not a double."),
          Arguments.of(
              "explain ciou --param gate",
              "value for option '--param' (KEY=VALUE) should be in KEY=VALUE format but was"
                  + " gate."),
          Arguments.of(
              "explain ciou --param gate=2",
              "parameter gate of ciou is 2 but must be a whole number in [0, 1]."),
          Arguments.of(
              "explain mpdiou", "mpdiou needs parameter width: W, the input image's width."),
          Arguments.of(
              "explain nwd --alpha 2", "nwd has no IoU term that alpha 2.0 could change."));

  @ParameterizedTest
  @FieldSource("WRONG")
  void wrongUsageIsOneSentenceAndStatusTwo(String arguments, String sentence) {
    Cli.run(arguments.isEmpty() ? new String[0] : arguments.split(" ")).failsWith(2, sentence);
  }

  @Test
  void unknownLossComesWithTheNearestOne() {
    for (String command : List.of("explain", "bench")) {
      Cli run = Cli.run(command, "cio");
      assertEquals(2, run.status());
      assertTrue(run.err().contains("'cio'; did you mean 'ciou'?"), run.err());
      assertTrue(run.err().contains(LOSSES), run.err());
      assertEquals(1, run.err().lines().count());
      Cli score = Cli.run(command, "focl");
      assertEquals(2, score.status());
      assertTrue(score.err().contains("'focl'; did you mean 'focal'?"), score.err());
    }
  }

  @Test
  void unknownParameterComesWithTheNearestOne() {
    Cli run = Cli.run("explain", "siou", "--param", "teta=2");
    assertEquals(2, run.status());
    assertTrue(run.err().contains("'teta'; did you mean 'theta'?"), run.err());
    assertEquals(1, run.err().lines().count());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--debug explain cio", "explain cio --debug"})
  void debugShowsWhereItHappened(String arguments) {
    Cli run = Cli.run(arguments.split(" "));
    assertEquals(2, run.status());
    assertTrue(run.err().lines().anyMatch(line -> line.startsWith("\tat dev.jaccard.")), run.err());
  }
}
