/**
 * The suite's page, made of a file of results alone: {@link
 * dev.jaccard.bench.report.SuiteReport#write}. Each section is a class; charts are ECharts options.
 */
package dev.jaccard.bench.report;
