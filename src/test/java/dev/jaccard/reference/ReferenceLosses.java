package dev.jaccard.reference;

import dev.jaccard.golden.LossSettings;
import dev.jaccard.loss.LossTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Settings of reference losses for the tests, and the losses that they stand for. */
final class ReferenceLosses {

  /** Every base loss, with each of its forms. */
  static final List<LossSettings> BASES =
      List.of(
          base("iou", Map.of()),
          base("iou", Map.of("form", ReferenceLoss.FORM_LOG)),
          base("iou", Map.of("form", ReferenceLoss.FORM_SQUARE)),
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
          base("mpdiou", Map.of("width", 640.0, "height", 480.0)),
          base("shape", Map.of()),
          base("shape", Map.of("s", 1.0)),
          base("shape", Map.of("s", 0.5)),
          base("piou", Map.of()),
          base("piou2", Map.of()),
          base("nwd", Map.of()),
          base("bounded", Map.of()));

  private static final LossSettings.Bounds FOCALER = new LossSettings.Bounds(0.1, 0.9);

  private ReferenceLosses() {}

  /** The loss that the settings stand for. */
  static ReferenceLoss of(LossSettings settings) {
    return LossTable.reference(settings);
  }

  /** Every base loss with each modifier and with all of them, in one convention. */
  static List<LossSettings> all(boolean yolo) {
    List<LossSettings> all = new ArrayList<>();
    for (LossSettings base : BASES) {
      all.add(modified(base, 1, null, null, null, yolo));
      if (!base.name().equals("nwd") && !base.name().equals("bounded")) {
        all.add(modified(base, 0.5, null, null, null, yolo));
        all.add(modified(base, 1.5, null, null, null, yolo));
        all.add(modified(base, 3, null, null, null, yolo));
        all.add(modified(base, 1, 0.75, null, null, yolo));
        all.add(modified(base, 1, 1.25, null, null, yolo));
        all.add(modified(base, 1, null, FOCALER, null, yolo));
        all.add(modified(base, 1, null, null, 0.5, yolo));
        all.add(modified(base, 2, 0.75, FOCALER, 0.5, yolo));
      }
    }
    return all;
  }

  /** A base loss without modifiers in the paper convention. */
  static LossSettings base(String name, Map<String, Double> parameters) {
    return new LossSettings(name, parameters, 1, null, null, null, false);
  }

  /** The same modifiers and convention on another base loss. */
  static LossSettings rebase(LossSettings settings, String name, Map<String, Double> parameters) {
    return new LossSettings(
        name,
        parameters,
        settings.alpha(),
        settings.inner(),
        settings.focaler(),
        settings.focal(),
        settings.yolo());
  }

  /** The same without the focal modifier. */
  static LossSettings withoutFocal(LossSettings settings) {
    return modified(
        settings, settings.alpha(), settings.inner(), settings.focaler(), null, settings.yolo());
  }

  private static LossSettings modified(
      LossSettings base,
      double alpha,
      Double inner,
      LossSettings.Bounds focaler,
      Double focal,
      boolean yolo) {
    return new LossSettings(base.name(), base.parameters(), alpha, inner, focaler, focal, yolo);
  }
}
