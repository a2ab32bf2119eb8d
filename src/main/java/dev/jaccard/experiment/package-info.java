/**
 * The box-regression experiments of the papers: gradient descent on the box itself, without a
 * network.
 *
 * <p>{@link dev.jaccard.experiment.Experiment} runs a {@link dev.jaccard.experiment.Protocol} for
 * any losses, one's own among them, and gives an {@link dev.jaccard.experiment.ExperimentResult},
 * which {@link dev.jaccard.experiment.ResultTable}, {@link dev.jaccard.experiment.ResultCsv} and
 * {@link dev.jaccard.experiment.Report} write. A step is one kernel, its update included; a block
 * of cases takes all its steps while it is in cache.
 */
package dev.jaccard.experiment;
