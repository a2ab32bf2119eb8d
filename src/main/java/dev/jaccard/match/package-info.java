/**
 * What inference engines do with boxes: suppression of duplicates.
 *
 * <p>{@link dev.jaccard.match.Nms} keeps, of boxes that overlap, the one with the highest score.
 */
package dev.jaccard.match;
