package dev.jaccard.cli;

import dev.jaccard.BoxFormat;

/**
 * What a run is asked for.
 *
 * @param format what the four numbers of a box are
 * @param layout how boxes stand in files, read and written
 * @param losses whether the losses are wanted
 * @param gradient whether the gradient is wanted
 * @param normalizer what the gradient is divided by
 * @param threads how many threads may work
 */
record LossRequest(
    BoxFormat format,
    Layout layout,
    boolean losses,
    boolean gradient,
    double normalizer,
    int threads) {}
