/**
 * The regression experiments by which papers compare box losses: gradient descent on 1,715,000
 * boxes without a network.
 *
 * <p>{@link dev.jaccard.experiment.Experiment} does a {@link dev.jaccard.experiment.Protocol}, that
 * of the DIoU paper or that of the WIoU paper, with any losses, those of {@link
 * dev.jaccard.experiment.StandardLosses} or one's own; {@link
 * dev.jaccard.experiment.ExperimentResult} holds the errors; {@link
 * dev.jaccard.experiment.ResultTable}, {@link dev.jaccard.experiment.ResultCsv} and {@link
 * dev.jaccard.experiment.Report} show them.
 *
 * <pre>{@code
 * ExperimentResult result =
 *     Experiment.builder(Protocol.DIOU)
 *         .losses(StandardLosses.all(Protocol.DIOU))
 *         .loss("mine", mine)
 *         .threads(2)
 *         .build()
 *         .run();
 * System.out.print(ResultTable.text(result));
 * Report.write(List.of(result), Path.of("report.html"));
 * }</pre>
 *
 * <h2>How it is fast</h2>
 *
 * <p>{@code StepProgram} writes a whole step as one expression: loss, gradient, update and error,
 * the target's coordinates being scalars. So a step is one kernel, and a block of {@code
 * Kernel.CHUNK} cases takes all its steps while its planes lie in the nearest cache ({@code
 * BlockRunner}). Blocks are shared out among threads; their sums are added in the order of the
 * blocks ({@code LossRunner}), so that a seed gives the same table for any number of threads.
 *
 * <h2>What is needed</h2>
 *
 * <p>The report contains Apache ECharts, which {@code Report} takes from the class path ({@code
 * org.webjars.npm:echarts}); all else needs the library alone.
 */
package dev.jaccard.experiment;
