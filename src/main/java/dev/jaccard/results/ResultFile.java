package dev.jaccard.results;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The results of a run: JMH's JSON, with provenance in the first entry.
 *
 * @param provenance what the run was made on and when, by name
 * @param measurements what was measured
 */
public record ResultFile(SequencedMap<String, String> provenance, List<Measurement> measurements) {
  /** The benchmark of fixed loops that tell how the machine is. */
  public static final String CANARY = "canary";

  private static final String PROVENANCE = "provenance";
  private static final String METRIC = "primaryMetric";
  private static final String FIGURES = "secondaryMetrics";

  /**
   * Results.
   *
   * @param provenance what the run was made on and when
   * @param measurements what was measured
   */
  public ResultFile {
    provenance = new LinkedHashMap<>(provenance);
    measurements = List.copyOf(measurements);
  }

  /**
   * Reads a file, of the suite or of JMH.
   *
   * @param file the file
   * @return its results
   * @throws IOException if it cannot be read or is no such file; the message names it
   */
  public static ResultFile read(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      return of(JsonParser.parseReader(reader).getAsJsonArray());
    } catch (JsonSyntaxException | IllegalStateException | NullPointerException e) {
      throw new IOException(
          file + " is no file of results: it is not the array of entries that JMH writes", e);
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      throw new IOException(file + " is no file of results: " + e.getMessage(), e);
    }
  }

  private static ResultFile of(JsonArray entries) {
    SequencedMap<String, String> provenance = new LinkedHashMap<>();
    List<Measurement> measurements = new ArrayList<>();
    for (JsonElement element : entries) {
      JsonObject entry = element.getAsJsonObject();
      if (entry.has(PROVENANCE)) {
        entry
            .getAsJsonObject(PROVENANCE)
            .entrySet()
            .forEach(e -> provenance.put(e.getKey(), e.getValue().getAsString()));
      }
      measurements.add(measurement(entry));
    }
    return new ResultFile(provenance, measurements);
  }

  private static Measurement measurement(JsonObject entry) {
    JsonObject metric = entry.getAsJsonObject(METRIC);
    List<double[]> forks = new ArrayList<>();
    for (JsonElement fork : metric.getAsJsonArray("rawData")) {
      forks.add(
          fork.getAsJsonArray().asList().stream().mapToDouble(JsonElement::getAsDouble).toArray());
    }
    SortedMap<String, String> parameters = new TreeMap<>();
    if (entry.has("params")) {
      entry
          .getAsJsonObject("params")
          .entrySet()
          .forEach(e -> parameters.put(e.getKey(), e.getValue().getAsString()));
    }
    SortedMap<String, Double> figures = new TreeMap<>();
    if (entry.has(FIGURES)) {
      for (Map.Entry<String, JsonElement> figure : entry.getAsJsonObject(FIGURES).entrySet()) {
        // JMH writes what is not a number as text
        figures.put(
            figure.getKey(), figure.getValue().getAsJsonObject().get("score").getAsDouble());
      }
    }
    return new Measurement(
        entry.get("benchmark").getAsString(),
        parameters,
        metric.get("scoreUnit").getAsString(),
        forks,
        figures);
  }

  /**
   * Writes them.
   *
   * @param file where to; what is there is replaced
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    JsonArray entries = new JsonArray();
    for (Measurement measurement : measurements) {
      JsonObject entry = entry(measurement);
      if (entries.isEmpty()) {
        JsonObject object = new JsonObject();
        provenance.forEach(object::addProperty);
        entry.add(PROVENANCE, object);
      }
      entries.add(entry);
    }
    Files.writeString(
        file,
        new GsonBuilder()
                .serializeSpecialFloatingPointValues()
                .create()
                .toJson(entries)
                .replace("},{\"jmhVersion\"", "},\n{\"jmhVersion\"")
            + "\n");
  }

  private JsonObject entry(Measurement measurement) {
    Forks forks = measurement.medians();
    JsonObject entry = new JsonObject();
    entry.addProperty("jmhVersion", "1.37");
    entry.addProperty("benchmark", measurement.benchmark());
    entry.addProperty("mode", "avgt");
    entry.addProperty(
        "threads", Integer.parseInt(measurement.parameters().getOrDefault("threads", "1")));
    entry.addProperty("forks", forks.count());
    entry.addProperty("jdkVersion", provenance.getOrDefault("jdk", ""));
    entry.addProperty("warmupIterations", 0);
    entry.addProperty("measurementIterations", measurement.forks().getFirst().length);
    JsonObject parameters = new JsonObject();
    measurement.parameters().forEach(parameters::addProperty);
    entry.add("params", parameters);
    entry.add(METRIC, metric(forks.typical(), measurement.unit(), measurement.forks()));
    JsonObject figures = new JsonObject();
    measurement.figures().forEach((name, value) -> figures.add(name, metric(value, "", List.of())));
    entry.add(FIGURES, figures);
    return entry;
  }

  private static JsonObject metric(double score, String unit, List<double[]> forks) {
    JsonObject metric = new JsonObject();
    metric.addProperty("score", score);
    metric.addProperty("scoreError", "NaN");
    metric.addProperty("scoreUnit", unit);
    JsonArray raw = new JsonArray();
    for (double[] fork : forks) {
      JsonArray times = new JsonArray();
      for (double time : fork) {
        times.add(rounded(time));
      }
      raw.add(times);
    }
    metric.add("rawData", raw);
    return metric;
  }

  /** Five digits, which are more than a clock gives. */
  private static double rounded(double value) {
    return Double.isFinite(value)
        ? new java.math.BigDecimal(value).round(new java.math.MathContext(5)).doubleValue()
        : value;
  }

  /**
   * The measurement of a benchmark with some parameters.
   *
   * @param benchmark the benchmark
   * @param parameters these, in turn name and value, and whatever others
   * @return the first such measurement
   */
  public Optional<Measurement> find(String benchmark, String... parameters) {
    Map<String, String> wanted = new TreeMap<>();
    for (int i = 0; i < parameters.length; i += 2) {
      wanted.put(parameters[i], parameters[i + 1]);
    }
    return measurements.stream()
        .filter(m -> m.benchmark().equals(benchmark) && m.matches(wanted))
        .findFirst();
  }

  /**
   * Results of further forks of the same run.
   *
   * @param other the results
   * @return those of both, forks of one measurement together
   */
  public ResultFile and(ResultFile other) {
    SequencedMap<String, Measurement> all = new LinkedHashMap<>();
    measurements.forEach(m -> all.put(m.key(), m));
    other.measurements.forEach(m -> all.merge(m.key(), m, Measurement::and));
    SequencedMap<String, String> both = new LinkedHashMap<>(provenance);
    other.provenance.forEach(both::putIfAbsent);
    return new ResultFile(both, List.copyOf(all.values()));
  }
}
