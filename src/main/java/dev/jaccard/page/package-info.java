/**
 * Pages that need nothing else: templates, the style, JSON inside a page, and the source of the
 * chart library, Apache ECharts, which becomes part of the page.
 *
 * <p>Not part of the library's interface; the experiment's report and that of the benchmark suite
 * are made of it.
 */
package dev.jaccard.page;
