package dev.jaccard.cli;

import dev.jaccard.BoxLoss;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that stand for the modifiers of a loss. */
final class ModifierOptions {
  @Option(
      names = "--alpha",
      paramLabel = "A",
      description = "Raise the IoU and every penalty to the power A, above 0 (2110.13675).")
  private Double alpha;

  @Option(
      names = "--inner",
      paramLabel = "R",
      description =
          "Take the IoU of both boxes scaled about their centres by R, from 0.5 to 1.5"
              + " (2311.02877).")
  private Double inner;

  @Option(
      names = "--focal",
      paramLabel = "G",
      description = "Multiply the loss by IoU to the power G, without gradient (2101.08158).")
  private Double focal;

  @Option(
      names = "--focaler",
      paramLabel = "D,U",
      description = "Map the IoU from D..U to 0..1 (2401.10525); 0,0.95 in the paper.",
      converter = RangeConverter.class)
  private Range focaler;

  /** The two numbers of Focaler-IoU. */
  record Range(double low, double high) {}

  /** Reads {@code D,U}. */
  static final class RangeConverter implements CommandLine.ITypeConverter<Range> {
    @Override
    public Range convert(String text) {
      String[] numbers = text.split(",", -1);
      if (numbers.length == 2) {
        try {
          return new Range(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]));
        } catch (NumberFormatException e) {
          // said below
        }
      }
      throw new TypeConversionException("'" + text + "' is not two numbers such as 0,0.95");
    }
  }

  /** Sets the modifiers that were given. */
  void applyTo(BoxLoss.Builder builder) {
    if (alpha != null) {
      builder.alpha(alpha);
    }
    if (inner != null) {
      builder.inner(inner);
    }
    if (focal != null) {
      builder.focal(focal);
    }
    if (focaler != null) {
      builder.focaler(focaler.low(), focaler.high());
    }
  }
}
