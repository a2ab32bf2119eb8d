package dev.jaccard.cli;

import dev.jaccard.Backend;
import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.emit.Emitter;
import dev.jaccard.emit.MemoryKind;
import dev.jaccard.emit.Reading;
import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;
import dev.jaccard.graph.Plane;
import dev.jaccard.kernel.ScoreProgram;
import dev.jaccard.loss.Catalog;
import dev.jaccard.loss.CatalogEntry;
import dev.jaccard.loss.LossExpression;
import dev.jaccard.lower.Program;
import dev.jaccard.scoreloss.ScoreCatalog;
import dev.jaccard.scoreloss.ScoreEntry;
import dev.jaccard.scoreloss.ScoreExpression;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what becomes of a loss on its way to a loop. */
@Command(
    name = "explain",
    description =
        "Show what becomes of a loss: its expression, the derived gradient, the operations, the"
            + " loop that is emitted, and how fast it can be at best.",
    footer = {
      "  jaccard explain ciou",
      "  jaccard explain eiou --focal 0.5 --format cxcywh",
      "  jaccard explain focal --param alpha=0.5 --param gamma=1.5"
    })
final class ExplainCommand implements Runnable {
  /** Options that losses of boxes have alone. */
  private static final List<String> OF_BOXES =
      List.of("--alpha", "--inner", "--focal", "--focaler", "--convention", "--format");

  @Spec private CommandSpec command;
  @Mixin private LossOptions options;

  @Option(names = "--forward", description = "The forward pass alone, without a gradient.")
  private boolean forward;

  private PrintWriter out;

  @Override
  public void run() {
    out = command.commandLine().getOut();
    try {
      ScorePrograms.requireLoss(options.name());
    } catch (IllegalArgumentException e) {
      throw LossOptions.wrongUsage(command, e.getMessage());
    }
    if (ScorePrograms.knows(options.name())) {
      scores(ScoreCatalog.entry(options.name()));
      return;
    }
    BoxLoss loss = options.build(Backend.AUTO);
    BoxFormat format = options.format();
    CatalogEntry entry = Catalog.entry(loss.name());
    out.println(loss + ", boxes " + NamedValues.name(format));
    out.println("  " + entry.formula());
    out.println("  " + entry.paper());
    out.println("  parameters " + new TreeMap<>(loss.parameters()));
    expressions(loss, format);
    Program program = Programs.of(loss, format, !forward);
    operations(Programs.of(loss, format, false), program);
    loop(program, format);
    section("Bounds");
    print(Bounds.of(program));
  }

  /** The same of a loss of scores: its loops, or the passes of a softmax. */
  private void scores(ScoreEntry entry) {
    String reader = entry.name() + ", a loss of scores; --param sets its parameters";
    for (String option : OF_BOXES) {
      LossOptions.requireMeaning(command, option, false, reader);
    }
    Map<String, Double> parameters;
    try {
      parameters = ScorePrograms.parameters(entry, options.parameters());
    } catch (IllegalArgumentException e) {
      throw LossOptions.wrongUsage(command, e.getMessage());
    }
    out.println(entry.name());
    out.println("  " + entry.formula());
    if (!entry.paper().isEmpty()) {
      out.println("  " + entry.paper());
    }
    out.println("  parameters " + new TreeMap<>(parameters));
    if (!entry.isElementwise()) {
      for (Program pass : ScorePrograms.passes(entry, parameters, !forward)) {
        loop(pass, null);
        out.println("  operations " + pass.operations());
      }
      return;
    }
    ScoreExpression expression = ScoreExpression.of(entry, parameters);
    SequencedMap<Plane, Node> outputs =
        new ScoreProgram(!forward, false, false).outputs(expression);
    ExpressionListing listing =
        new ExpressionListing(expression.graph(), outputs.sequencedValues());
    section("Expression");
    print(listing.define("loss", outputs.pollFirstEntry().getValue()));
    if (!forward) {
      section("Gradient");
      print(listing.define("d loss/d x", outputs.firstEntry().getValue()));
    }
    section("Where");
    print(listing.legend());
    Program program = ScorePrograms.elementwise(entry, parameters, !forward);
    operations(ScorePrograms.elementwise(entry, parameters, false), program);
    loop(program, null);
    section("Bounds");
    print(Bounds.of(program));
  }

  private void loop(Program program, BoxFormat format) {
    section("Loop: " + program.name());
    print(KernelListing.of(program, format));
    if (VectorModule.isPresent()) {
      out.printf(
          Locale.ROOT,
          "  %d bytes of bytecode, of which C2 takes %d%n",
          Emitter.methodSize(program, Reading.VECTOR, MemoryKind.SEGMENTS),
          Emitter.LARGEST_METHOD);
    }
  }

  private void expressions(BoxLoss loss, BoxFormat format) {
    LossExpression expression = loss.expression(format);
    SequencedMap<Plane, Node> outputs = Programs.passes(!forward).outputs(expression);
    ExpressionListing listing =
        new ExpressionListing(expression.pair(), format, outputs.sequencedValues());
    section("Expression");
    print(listing.define("loss", outputs.pollFirstEntry().getValue()));
    if (!forward) {
      section("Gradient");
      outputs.forEach((plane, node) ->
          print(
              listing.define(
                  "d loss/d " + ExpressionListing.coordinates(format).get(plane.index()), node)));
    }
    section("Where");
    print(listing.legend());
  }

  private void operations(Program forwardPass, Program program) {
    section("Operations");
    Map<Op, Integer> inForward = forwardPass.operations();
    Map<Op, Integer> inBoth = program.operations();
    Table table = new Table(1);
    table.row(heading("", "forward", "both"));
    Op[] occurring =
        List.of(Op.values()).stream()
            .filter(op -> inForward.containsKey(op) || inBoth.containsKey(op))
            .toArray(Op[]::new);
    for (Op op : occurring) {
      table.row(
          heading(
              op.name().toLowerCase(Locale.ROOT),
              Integer.toString(inForward.getOrDefault(op, 0)),
              Integer.toString(inBoth.getOrDefault(op, 0))));
    }
    table.row(
        heading(
            "all",
            Integer.toString(forwardPass.operationCount()),
            Integer.toString(program.operationCount())));
    print(table.lines());
  }

  private String[] heading(String name, String forwardPass, String both) {
    return forward ? new String[] {name, forwardPass} : new String[] {name, forwardPass, both};
  }

  private void section(String title) {
    out.println();
    out.println(title);
  }

  private void print(List<String> lines) {
    lines.forEach(line -> out.println("  " + line));
  }
}
