package dev.jaccard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.loss.Catalog;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExplainCommandTest {
  private static final Pattern STATEMENT =
      Pattern.compile("(?:FloatVector|IntVector|VectorMask<Float>) (\\w+) = (.*);");
  private static final Pattern TEMPORARY = Pattern.compile("\\bt\\d+\\b");

  static Stream<String> losses() {
    return Catalog.entries().stream()
        .map(entry -> entry.name())
        .map(name -> name.equals("mpdiou") ? "mpdiou --param width=640 --param height=480" : name);
  }

  private static List<String> explain(String arguments) {
    return Cli.succeed(("explain " + arguments).split(" ")).lines();
  }

  private static List<String> section(List<String> lines, String title) {
    List<String> from = lines.stream().dropWhile(line -> !line.startsWith(title)).skip(1).toList();
    return from.stream().takeWhile(line -> line.startsWith("  ")).map(String::strip).toList();
  }

  @Test
  void iouReadsLikeItsDefinition() {
    List<String> expression = section(explain("iou"), "Expression");
    for (String part : List.of("wg", "w", "intersection", "union")) {
      assertTrue(
          expression.stream().anyMatch(line -> line.startsWith(part + " = ")),
          () -> part + " is not in " + expression);
    }
    assertTrue(expression.getLast().startsWith("loss = "), expression::toString);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void everyNameIsDefinedBeforeItIsUsed(String loss) {
    List<String> lines = explain(loss + " --format cxcywh");
    Set<String> defined = new HashSet<>();
    for (String title : List.of("Expression", "Gradient")) {
      for (String line : section(lines, title)) {
        String[] sides = line.split(" = ", 2);
        assertUsesOnly(defined, sides[1], line);
        defined.add(sides[0]);
      }
    }
    assertTrue(defined.contains("loss") || loss.equals("iou"), defined::toString);
    assertTrue(defined.contains("d loss/d cx") && defined.contains("d loss/d height"));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void theLoopDefinesEveryTemporaryOnceAndStoresEveryPlane(String loss) {
    List<String> loop = section(explain(loss), "Loop");
    Set<String> defined = new HashSet<>();
    int stores = 0;
    for (String line : loop) {
      Matcher statement = STATEMENT.matcher(line);
      if (statement.matches()) {
        assertUsesOnly(defined, statement.group(2), line);
        assertTrue(defined.add(statement.group(1)), line);
      } else if (line.startsWith("store(")) {
        assertUsesOnly(defined, line, line);
        stores++;
      }
    }
    assertEquals(5, stores);
    assertEquals(8, loop.stream().filter(line -> line.contains("= load(")).count());
    assertTrue(loop.getLast().endsWith("bytes of bytecode, of which C2 takes 8000"));
  }

  private static void assertUsesOnly(Set<String> defined, String text, String line) {
    Matcher temporary = TEMPORARY.matcher(text);
    while (temporary.find()) {
      assertTrue(defined.contains(temporary.group()), () -> temporary.group() + " in " + line);
    }
  }

  @Test
  void operationCountsAreThoseOfTheTable() {
    List<String> operations = section(explain("giou"), "Operations");
    String[] all = operations.getLast().split(" +");
    String row =
        Cli.succeed("losses").lines().stream()
            .filter(line -> line.startsWith("giou "))
            .findFirst()
            .orElseThrow();
    assertEquals("all", all[0]);
    assertTrue(row.contains(" " + all[1] + " / " + all[2] + " "), row);
    int sum =
        operations.stream()
            .skip(1)
            .limit(operations.size() - 2)
            .mapToInt(line -> Integer.parseInt(line.split(" +")[2]))
            .sum();
    assertEquals(Integer.parseInt(all[2]), sum);
  }

  @Test
  void forwardAloneHasNoGradient() {
    List<String> lines = explain("diou --forward");
    assertTrue(section(lines, "Gradient").isEmpty());
    List<String> loop = section(lines, "Loop");
    assertEquals(1, loop.stream().filter(line -> line.startsWith("store(")).count());
    assertTrue(section(lines, "Bounds").getFirst().contains("36 bytes per pair"));
  }

  @Test
  void modifiersShowInTitleAndExpression() {
    List<String> plain = explain("ciou");
    List<String> modified = explain("ciou --alpha 3 --inner 0.75 --focal 0.5 --convention yolo");
    assertTrue(
        modified.getFirst().contains("alpha 3.0, inner 0.75, focal 0.5"), modified::getFirst);
    assertFalse(section(plain, "Expression").toString().contains("power("));
    assertTrue(section(modified, "Expression").toString().contains("power(iou, 0.5)"));
  }

  @Test
  void boundsGiveBytesAndOperations() {
    List<String> bounds = section(explain("ciou"), "Bounds");
    assertTrue(bounds.get(0).contains("52 bytes per pair (8 planes read, 5 written)"));
    assertTrue(bounds.get(1).matches("52/B ns per pair at B GB/s; .* [0-9.]+ ns"), bounds.get(1));
    assertTrue(bounds.get(2).matches("arithmetic  \\d+ operations for \\d+ pairs, .*"));
  }
}
