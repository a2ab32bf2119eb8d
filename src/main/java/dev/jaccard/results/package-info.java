/**
 * Files of benchmark results: what the suite writes, and what {@code jaccard bench --compare}
 * judges.
 *
 * <p>A {@link dev.jaccard.results.ResultFile} is JMH's JSON: an array with an entry per benchmark
 * and parameters, whose {@code primaryMetric.rawData} has the times of each fork. What JMH does not
 * have stands beside it in fields of other names: {@code provenance} in the first entry, and
 * figures such as errors among the {@code secondaryMetrics}.
 *
 * <p>{@link dev.jaccard.results.Forks} tells the forks of one measurement apart, since C2 now and
 * then compiles one program in two ways; their times are never averaged. {@link
 * dev.jaccard.results.Comparison} says what became slower.
 *
 * <p>Not part of the library's interface. It needs Gson, which the command line's jar brings along.
 */
package dev.jaccard.results;
