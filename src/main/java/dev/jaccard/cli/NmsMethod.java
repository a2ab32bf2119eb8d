package dev.jaccard.cli;

import dev.jaccard.match.Nms;
import java.util.List;

/** The methods of {@code jaccard nms}, by the options that they take. */
enum NmsMethod {
  GREEDY("--top") {
    @Override
    Nms suppression(double iou, Double sigma, int offset) {
      return Nms.greedy(iou);
    }
  },
  DIOU("--top") {
    @Override
    Nms suppression(double iou, Double sigma, int offset) {
      return Nms.diou(iou);
    }
  },
  FAST("--top") {
    @Override
    Nms suppression(double iou, Double sigma, int offset) {
      return Nms.fast(iou);
    }
  },
  SOFT_LINEAR("--offset", "--top") {
    @Override
    Nms suppression(double iou, Double sigma, int offset) {
      return Nms.softLinear(iou, offset);
    }
  },
  SOFT_GAUSSIAN("--sigma", "--offset", "--top") {
    @Override
    Nms suppression(double iou, Double sigma, int offset) {
      return Nms.softGaussian(sigma == null ? 0.5 : sigma, offset);
    }
  },
  MATRIX("--sigma", "--top") {
    @Override
    Nms suppression(double iou, Double sigma, int offset) {
      return sigma == null ? Nms.matrixLinear() : Nms.matrixGaussian(sigma);
    }
  },
  /** Weighted boxes fusion, which is no suppression. */
  WBF("--models") {
    @Override
    Nms suppression(double iou, Double sigma, int offset) {
      throw new IllegalStateException("fusion is no suppression");
    }
  };

  /** The options that some methods do not read. */
  static final List<String> OPTIONS = List.of("--top", "--sigma", "--offset", "--models");

  private final List<String> read;

  NmsMethod(String... read) {
    this.read = List.of(read);
  }

  /** Whether the method does something with one of {@link #OPTIONS}. */
  boolean reads(String option) {
    return read.contains(option);
  }

  /** The suppression without its limits. */
  abstract Nms suppression(double iou, Double sigma, int offset);
}
