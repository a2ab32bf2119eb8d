package dev.jaccard.cli;

import dev.jaccard.Backend;
import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.loss.Catalog;
import dev.jaccard.loss.CatalogEntry;
import dev.jaccard.loss.Parameter;
import dev.jaccard.scoreloss.ScoreCatalog;
import dev.jaccard.scoreloss.ScoreEntry;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the catalogue. */
@Command(
    name = "losses",
    description = "List the losses: parameters, formula, paper, and what a pair costs.",
    footer = "  jaccard losses")
final class LossesCommand implements Runnable {
  private static final MathContext DIGITS = new MathContext(3);

  @Spec private CommandSpec command;

  @Override
  public void run() {
    List<CatalogEntry> entries = Catalog.entries();
    Table table = new Table(3);
    table.row("loss", "parameters", "paper", "operations", "divisions", "bytes per pair");
    entries.forEach(entry -> table.row(row(entry)));
    List<String> lines = table.lines();
    PrintWriter out = command.commandLine().getOut();
    out.println(lines.getFirst());
    for (int i = 0; i < entries.size(); i++) {
      out.println(lines.get(i + 1));
      out.println("    " + entries.get(i).formula());
    }
    out.println();
    out.println("Counts are those of the forward pass / of both passes, in format xyxy: vector");
    out.println("operations of an iteration, the divisions among them, bytes read and written.");
    out.println("A parameter '=?' must be given. All losses have eps: 1e-16, in yolo 1e-7.");
    out.println("Modifiers: --alpha, --inner, --focal, --focaler; see 'jaccard loss --help'.");
    out.println();
    scores(out);
  }

  /** The losses of scores and distributions, which other commands compute. */
  private static void scores(PrintWriter out) {
    List<ScoreEntry> entries = ScoreCatalog.entries();
    Table table = new Table(3);
    table.row("loss of scores", "parameters", "paper", "operations", "divisions", "bytes");
    entries.forEach(entry -> table.row(scoreRow(entry)));
    List<String> lines = table.lines();
    out.println(lines.getFirst());
    for (int i = 0; i < entries.size(); i++) {
      out.println(lines.get(i + 1));
      out.println("    " + entries.get(i).formula());
    }
    out.println();
    out.println("Counts are those of an element, for dense targets; " + ScorePrograms.PASSES_NOTE);
    out.println("See 'jaccard classify --help' and 'jaccard dfl --help'.");
  }

  private static String[] scoreRow(ScoreEntry entry) {
    ScorePrograms.PerElement forward = ScorePrograms.perElement(entry, false);
    ScorePrograms.PerElement both = ScorePrograms.perElement(entry, true);
    return new String[] {
      entry.name(),
      entry.parameters().stream().map(LossesCommand::text).collect(Collectors.joining(" ")),
      entry.paper(),
      forward.operations() + " / " + both.operations(),
      forward.divisions() + " / " + both.divisions(),
      forward.bytes() + " / " + both.bytes()
    };
  }

  private static String[] row(CatalogEntry entry) {
    BoxLoss loss = Programs.withDefaults(entry, Backend.SCALAR);
    Cost forward = Cost.of(Programs.of(loss, BoxFormat.XYXY, false));
    Cost both = Cost.of(Programs.of(loss, BoxFormat.XYXY, true));
    return new String[] {
      entry.name(),
      entry.parameters().stream()
          .filter(parameter -> !parameter.name().equals("eps"))
          .map(LossesCommand::text)
          .collect(Collectors.joining(" ")),
      entry.paper(),
      forward.operations() + " / " + both.operations(),
      forward.divisions() + " / " + both.divisions(),
      forward.bytesPerPair() + " / " + both.bytesPerPair()
    };
  }

  private static String text(Parameter parameter) {
    String value =
        parameter.required()
            ? "?"
            : new BigDecimal(parameter.defaultValue())
                .round(DIGITS)
                .stripTrailingZeros()
                .toPlainString();
    return parameter.name() + "=" + value;
  }
}
