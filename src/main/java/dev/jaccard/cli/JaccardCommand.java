package dev.jaccard.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program itself: what all commands have in common. */
@Command(
    name = "jaccard",
    description = "Detection losses with their gradients, on the CPU's vector units.",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    commandListHeading = "%nCommands:%n",
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExample:%n",
    footer = "  jaccard loss ciou --pred P.npy --target T.npy --grad-out G.npy")
final class JaccardCommand implements Runnable {
  static final String DEBUG = "--debug";

  @Spec private CommandSpec spec;

  @Option(
      names = DEBUG,
      description = "After an error, show where it happened.",
      scope = ScopeType.INHERIT)
  private boolean debug;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing command: one of "
            + String.join(", ", spec.subcommands().keySet())
            + "; see 'jaccard --help'");
  }
}
