package dev.jaccard.bench;

import dev.jaccard.Backend;
import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.Boxes;
import dev.jaccard.bench.measure.Deviation;
import dev.jaccard.loss.Catalog;
import dev.jaccard.loss.CatalogEntry;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Writes the accuracy table: the errors of loss and gradient in float against the double reference,
 * over random pairs with sizes from 1e-3 to 1e4.
 *
 * <p>The errors are those of {@link Deviation}.
 */
public final class AccuracyTable {
  private static final int BLOCK = 1 << 16;
  private static final double LARGE = 1;

  private AccuracyTable() {}

  /**
   * Writes the table.
   *
   * @param arguments the number of pairs, the file
   * @throws IOException if the file cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    long pairs = arguments.length > 0 ? Long.parseLong(arguments[0]) : 10_000_000;
    Path file = Path.of(arguments.length > 1 ? arguments[1] : "jmh/results/accuracy.md");
    List<String> lines = new ArrayList<>();
    lines.add("# Accuracy");
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "Errors in float against the double reference over %,d random pairs per loss, sizes 1e-3"
                + " to 1e4 (log-uniform), XYXY. Loss: |error| / max(1, |L|). Gradient: largest error"
                + " of a component / max(largest component, 0.1/size), size the shortest side of the"
                + " prediction.",
            pairs));
    lines.add("");
    lines.add("Bounds for sizes from 1: loss 2e-6, gradient 2e-5.");
    lines.add("Within rounding of a kink a pair may get the gradient of the other side (bounded).");
    lines.add("");
    lines.add(
        "| loss | loss, sizes from 1: max | all: max | all: 99.99 % | gradient, sizes from 1: max |"
            + " all: max | all: 99.99 % |");
    lines.add("|---|---|---|---|---|---|---|");
    for (CatalogEntry entry : Catalog.entries()) {
      String row = row(entry.name(), pairs);
      System.out.println(row);
      lines.add(row);
    }
    lines.add("");
    lines.add(
        "Made by `./mvnw -q -Pjmh -Djmh.main=dev.jaccard.bench.AccuracyTable`, JDK "
            + System.getProperty("java.version")
            + ", "
            + java.time.LocalDate.now(java.time.ZoneOffset.UTC)
            + ". The bits do not depend on the machine.");
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Files.write(file, lines);
  }

  private static String row(String name, long pairs) {
    BoxLoss loss = Losses.build(name, Backend.AUTO);
    Deviation deviation = new Deviation(loss);
    Errors lossLarge = new Errors();
    Errors lossAll = new Errors();
    Errors gradientLarge = new Errors();
    Errors gradientAll = new Errors();
    Arena arena = Arena.ofAuto();
    Boxes prediction = Boxes.allocate(arena, BLOCK, BoxFormat.XYXY);
    Boxes target = Boxes.allocate(arena, BLOCK, BoxFormat.XYXY);
    Boxes gradient = Boxes.allocate(arena, BLOCK, BoxFormat.XYXY);
    MemorySegment losses = arena.allocate((long) BLOCK * Float.BYTES, Float.BYTES);
    SplittableRandom random = new SplittableRandom(7);
    for (long done = 0; done < pairs; done += BLOCK) {
      for (int i = 0; i < BLOCK; i++) {
        draw(random, prediction, target, i);
      }
      loss.forwardBackward(prediction, target, losses, gradient);
      deviation.compare(
          prediction,
          target,
          losses,
          gradient,
          BLOCK,
          (size, lossError, gradientError) -> {
            lossAll.add(lossError);
            gradientAll.add(gradientError);
            if (size >= LARGE) {
              lossLarge.add(lossError);
              gradientLarge.add(gradientError);
            }
          });
    }
    return String.format(
        Locale.ROOT,
        "| %s | %.2g | %.2g | %.2g | %.2g | %.2g | %.2g |",
        name,
        lossLarge.max,
        lossAll.max,
        lossAll.percentile(0.9999),
        gradientLarge.max,
        gradientAll.max,
        gradientAll.percentile(0.9999));
  }

  private static void draw(SplittableRandom random, Boxes prediction, Boxes target, int index) {
    double size = Math.pow(10, -3 + 7 * random.nextDouble());
    double x = random.nextDouble(10 * size);
    double y = random.nextDouble(10 * size);
    set(random, prediction, index, x, y, size);
    set(random, target, index, x, y, size);
  }

  /** Near (x, y), each side from a third of the size to its threefold. */
  private static void set(
      SplittableRandom random, Boxes boxes, int index, double x, double y, double size) {
    double left = x + size * (random.nextDouble() - 0.5);
    double top = y + size * (random.nextDouble() - 0.5);
    boxes.set(index, 0, (float) left);
    boxes.set(index, 1, (float) top);
    boxes.set(index, 2, (float) (left + size * Math.pow(3, 2 * random.nextDouble() - 1)));
    boxes.set(index, 3, (float) (top + size * Math.pow(3, 2 * random.nextDouble() - 1)));
  }

  /** The largest of some errors, and percentiles from a logarithmic histogram. */
  private static final class Errors {
    private static final int PER_DECADE = 50;
    private static final int DECADES = 20;
    private final long[] histogram = new long[PER_DECADE * DECADES + 1];
    private long count;
    private double max;

    private void add(double error) {
      // NaN counts as the worst
      max = error <= max ? max : Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
      double position = (Math.log10(Math.max(error, 1e-18)) + 18) * PER_DECADE;
      histogram[(int) Math.min(position, histogram.length - 1)]++;
      count++;
    }

    private double percentile(double share) {
      long rest = (long) (count * (1 - share));
      for (int i = histogram.length - 1; i >= 0; i--) {
        rest -= histogram[i];
        if (rest < 0) {
          return Math.min(max, Math.pow(10, (i + 1.0) / PER_DECADE - 18));
        }
      }
      return 0;
    }
  }
}
