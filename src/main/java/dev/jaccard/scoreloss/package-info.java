/**
 * The losses of scores: definitions that read like the papers' formulas.
 *
 * <p>A {@link dev.jaccard.scoreloss.ScoreDefinition} writes the loss of one logit and its target
 * with {@link dev.jaccard.scoreloss.ScoreTerms}: the probability, the cross entropy, the
 * parameters. {@link dev.jaccard.scoreloss.ScoreCatalog} lists those that come with the library,
 * and beside them the losses over all classes of an anchor, which are passes over planes.
 *
 * <p>Unless an entry says otherwise, a loss and its gradient are finite for every finite logit up
 * to 1e30 in magnitude and every target in [0, 1]. Targets outside of [0, 1] are not looked for,
 * which would take a pass over memory: the formulas are computed as they stand, and a power that is
 * no whole number of a negative base is NaN. A NaN logit or target gives NaN for its loss and
 * gradient and touches no other element.
 */
package dev.jaccard.scoreloss;
