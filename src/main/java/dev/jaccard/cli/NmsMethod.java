package dev.jaccard.cli;

import dev.jaccard.match.Nms;

/** The methods of {@code jaccard nms}, by the options that they read. */
enum NmsMethod {
  GREEDY {
    @Override
    Nms suppression(double iou, Double sigma, int offset) {
      return Nms.greedy(iou);
    }
  },
  DIOU {
    @Override
    Nms suppression(double iou, Double sigma, int offset) {
      return Nms.diou(iou);
    }
  },
  FAST {
    @Override
    Nms suppression(double iou, Double sigma, int offset) {
      return Nms.fast(iou);
    }
  },
  SOFT_LINEAR {
    @Override
    Nms suppression(double iou, Double sigma, int offset) {
      return Nms.softLinear(iou, offset);
    }
  },
  SOFT_GAUSSIAN {
    @Override
    Nms suppression(double iou, Double sigma, int offset) {
      return Nms.softGaussian(sigma == null ? 0.5 : sigma, offset);
    }
  },
  MATRIX {
    @Override
    Nms suppression(double iou, Double sigma, int offset) {
      return sigma == null ? Nms.matrixLinear() : Nms.matrixGaussian(sigma);
    }
  },
  /** Weighted boxes fusion, which is no suppression. */
  WBF {
    @Override
    Nms suppression(double iou, Double sigma, int offset) {
      throw new IllegalStateException("fusion is no suppression");
    }
  };

  /** The suppression without its limits. */
  abstract Nms suppression(double iou, Double sigma, int offset);
}
