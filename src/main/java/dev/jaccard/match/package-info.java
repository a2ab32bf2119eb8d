/** Matching of boxes: suppression. */
package dev.jaccard.match;
