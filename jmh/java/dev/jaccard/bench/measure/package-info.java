/** How tasks are timed: round by round, checked against the double reference. */
package dev.jaccard.bench.measure;
