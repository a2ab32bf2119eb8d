package dev.jaccard.loss;

import dev.jaccard.BoxLoss;
import dev.jaccard.golden.LossSettings;
import dev.jaccard.reference.ReferenceLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The losses that tests go through, as data, and the objects that they stand for. */
public final class LossTable {
  /** Every base loss, with each of its forms. */
  public static final List<LossSettings> BASES =
      List.of(
          base("iou", Map.of()),
          base("iou", Map.of("form", 1.0)),
          base("iou", Map.of("form", 2.0)),
          base("giou", Map.of()),
          base("diou", Map.of()),
          base("ciou", Map.of()),
          base("ciou", Map.of("gate", 1.0)),
          base("eiou", Map.of()),
          base("siou", Map.of()),
          base("siou", Map.of("theta", 2.5)),
          base("wiou", Map.of()),
          base("wiou", Map.of("version", 2.0, "mean", 0.7)),
          base("wiou", Map.of("version", 3.0, "mean", 0.6)),
          base("mpdiou", Map.of("width", 4000.0, "height", 3000.0)),
          base("shape", Map.of()),
          base("shape", Map.of("s", 1.0)),
          base("shape", Map.of("s", 0.5)),
          base("piou", Map.of()),
          base("piou2", Map.of()),
          base("nwd", Map.of()),
          base("bounded", Map.of()));

  private static final LossSettings.Bounds FOCALER = new LossSettings.Bounds(0.1, 0.9);

  /** What is combined with every base loss that has an IoU term. */
  private static final List<LossSettings> MODIFIERS =
      List.of(
          modifiers(3, null, null, null),
          modifiers(1.7, null, null, null),
          modifiers(0.5, null, null, null),
          modifiers(1, 0.75, null, null),
          modifiers(1, 1.25, null, null),
          modifiers(1, null, FOCALER, null),
          modifiers(1, null, null, 0.5),
          modifiers(2, 0.75, FOCALER, 0.5));

  /** The modifiers that make the largest kernels. */
  private static final LossSettings LARGEST = modifiers(1.7, 1.25, FOCALER, 0.7);

  private LossTable() {}

  /** Every base loss without and with each modifier, in both conventions. */
  public static Stream<LossSettings> all() {
    return Stream.concat(paper(), yolo());
  }

  /** Every base loss without and with each modifier, in the paper convention. */
  public static Stream<LossSettings> paper() {
    return BASES.stream().flatMap(LossTable::modified);
  }

  /** Every base loss without and with each modifier, in the yolo convention. */
  public static Stream<LossSettings> yolo() {
    return paper().map(LossTable::inYolo);
  }

  /** Every base loss without modifiers, in both conventions. */
  public static Stream<LossSettings> bases() {
    return Stream.concat(BASES.stream(), BASES.stream().map(LossTable::inYolo));
  }

  /** Every base loss with as many modifiers as it takes, in both conventions. */
  public static Stream<LossSettings> largest() {
    return bases().map(base -> hasOverlapTerm(base) ? combined(base, LARGEST, base.yolo()) : base);
  }

  private static Stream<LossSettings> modified(LossSettings base) {
    List<LossSettings> all = new ArrayList<>();
    all.add(base);
    if (hasOverlapTerm(base)) {
      MODIFIERS.forEach(modifiers -> all.add(combined(base, modifiers, false)));
    }
    return all.stream();
  }

  /** Whether modifiers have a meaning. */
  public static boolean hasOverlapTerm(LossSettings settings) {
    return !settings.name().equals("nwd") && !settings.name().equals("bounded");
  }

  /** A base loss without modifiers in the paper convention. */
  public static LossSettings base(String name, Map<String, Double> parameters) {
    // sorted: the text of an unordered map differs from JVM to JVM
    return new LossSettings(name, new TreeMap<>(parameters), 1, null, null, null, false);
  }

  /** The same in the yolo convention. */
  public static LossSettings inYolo(LossSettings settings) {
    return combined(settings, settings, true);
  }

  private static LossSettings modifiers(
      double alpha, Double inner, LossSettings.Bounds focaler, Double focal) {
    return new LossSettings("", Map.of(), alpha, inner, focaler, focal, false);
  }

  private static LossSettings combined(LossSettings base, LossSettings modifiers, boolean yolo) {
    return new LossSettings(
        base.name(),
        base.parameters(),
        modifiers.alpha(),
        modifiers.inner(),
        modifiers.focaler(),
        modifiers.focal(),
        yolo);
  }

  /** The compiled loss. */
  public static BoxLoss.Builder builder(LossSettings settings) {
    BoxLoss.Builder builder =
        BoxLoss.builder(settings.name())
            .alpha(settings.alpha())
            .convention(settings.yolo() ? Convention.YOLO : Convention.PAPER);
    settings.parameters().forEach(builder::param);
    if (settings.inner() != null) {
      builder.inner(settings.inner());
    }
    if (settings.focaler() != null) {
      builder.focaler(settings.focaler().d(), settings.focaler().u());
    }
    if (settings.focal() != null) {
      builder.focal(settings.focal());
    }
    return builder;
  }

  /** The loss of the reference. */
  public static ReferenceLoss reference(LossSettings settings) {
    ReferenceLoss.Builder builder =
        ReferenceLoss.builder(settings.name()).alpha(settings.alpha()).yolo(settings.yolo());
    settings.parameters().forEach(builder::param);
    if (settings.inner() != null) {
      builder.inner(settings.inner());
    }
    if (settings.focaler() != null) {
      builder.focaler(settings.focaler().d(), settings.focaler().u());
    }
    if (settings.focal() != null) {
      builder.focal(settings.focal());
    }
    return builder.build();
  }
}
