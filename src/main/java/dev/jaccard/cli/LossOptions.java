package dev.jaccard.cli;

import dev.jaccard.Backend;
import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.loss.Convention;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What chooses a loss: its name, its parameters, modifiers, convention and format of boxes. */
final class LossOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Parameters(paramLabel = "NAME", description = "The loss: a name that 'jaccard losses' lists.")
  private String name;

  @Option(
      names = "--param",
      paramLabel = "KEY=VALUE",
      description = "Set a parameter of the loss; may be given several times.")
  private Map<String, Double> parameters = new LinkedHashMap<>();

  @Mixin private ModifierOptions modifiers;

  @Option(
      names = "--convention",
      paramLabel = "paper|yolo",
      defaultValue = "paper",
      description = "Give the numbers of the papers (the default) or those of the YOLO forks.")
  private Convention convention;

  @Option(
      names = "--format",
      paramLabel = "xyxy|xywh|cxcywh",
      defaultValue = "xyxy",
      description =
          "What the four numbers of a box are: corners (the default), top-left and size,"
              + " or centre and size.")
  private BoxFormat format;

  /** The name of the loss. */
  String name() {
    return name;
  }

  /** The parameters that were given. */
  Map<String, Double> parameters() {
    return parameters;
  }

  /** The numbers that the loss shall give. */
  Convention convention() {
    return convention;
  }

  /** What the numbers of a box are. */
  BoxFormat format() {
    return format;
  }

  /**
   * The loss.
   *
   * @param backend how it is to be computed
   * @throws ParameterException if there is no such loss
   */
  BoxLoss build(Backend backend) {
    return build(backend, BoxLoss::builder);
  }

  /**
   * The loss.
   *
   * @param backend how it is to be computed
   * @param known the losses by their names
   * @throws ParameterException if there is no such loss
   */
  BoxLoss build(Backend backend, Function<String, BoxLoss.Builder> known) {
    try {
      BoxLoss.Builder builder = known.apply(name).convention(convention).backend(backend);
      parameters.forEach(builder::param);
      modifiers.applyTo(builder);
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw wrongUsage(
          command,
          ScorePrograms.knows(name)
              ? name + " is a loss of scores: see 'jaccard classify' and 'jaccard dfl'"
              : e.getMessage());
    }
  }

  /**
   * A message of the library, which begins with an argument's name, with its option or file
   * instead; an element of an argument may have a name of its own.
   */
  static String withOption(String message, Map<String, String> options) {
    String element = message.split(" ", 2)[0];
    String argument = options.containsKey(element) ? element : element.split("\\[", 2)[0];
    String option = options.get(argument);
    return option == null ? message : option + message.substring(argument.length());
  }

  /** Refuses what results cannot be divided by. */
  static void requireNormalizer(CommandSpec command, double normalizer) {
    if (!(normalizer > 0 && Double.isFinite(normalizer))) {
      throw wrongUsage(
          command, "--normalizer is " + normalizer + " but must be a finite number above 0");
    }
  }

  /**
   * Refuses an option that would be passed over.
   *
   * @param read whether it means something
   * @param reader what reads it or does not
   */
  static void requireMeaning(CommandSpec command, String option, boolean read, String reader) {
    if (!read && command.commandLine().getParseResult().hasMatchedOption(option)) {
      throw wrongUsage(command, option + " is given but means nothing to " + reader);
    }
  }

  /** A mistake of the user that picocli does not know of. */
  static ParameterException wrongUsage(CommandSpec command, String problem) {
    return new ParameterException(
        command.commandLine(), problem, new IllegalArgumentException(problem));
  }
}
