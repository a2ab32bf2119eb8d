package dev.jaccard.bench.report;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** The page's charts: ECharts options by the id of their element. */
final class Charts {
  private static final String[] COLOURS = {
    "#1d5fa8", "#d97706", "#16a34a", "#9333ea", "#dc2626", "#0891b2", "#64748b", "#b7791f",
    "#db2777", "#0f766e", "#7c9a12", "#92400e", "#1f2937", "#4338ca"
  };

  private final JsonObject options = new JsonObject();

  /** The options as JSON that may stand in a script element. */
  String json() {
    return new Gson().toJson(options);
  }

  /**
   * Adds a chart of two axes.
   *
   * @return the array of its series, and the element
   */
  Chart add(String id, JsonObject x, JsonObject y, String tooltip) {
    JsonObject option = new JsonObject();
    option.add("color", strings(COLOURS));
    option.add("legend", object("type", "scroll", "top", 0));
    option.add("grid", object("left", 64, "right", 32, "top", 44, "bottom", 52));
    option.add("tooltip", object("trigger", tooltip, "confine", true));
    option.add("xAxis", x);
    option.add("yAxis", y);
    JsonArray series = new JsonArray();
    option.add("series", series);
    options.add(id, option);
    return new Chart(option, series, "<div class=\"chart\" id=\"" + id + "\"></div>\n");
  }

  /**
   * A chart.
   *
   * @param option its options
   * @param series its series
   * @param html its element
   */
  record Chart(JsonObject option, JsonArray series, String html) {
    JsonObject series(String type, String name, JsonArray data) {
      JsonObject one = object("type", type, "name", name);
      one.add("data", data);
      series.add(one);
      return one;
    }
  }

  /** A logarithmic axis. */
  static JsonObject logarithmic(String name) {
    return object("type", "log", "name", name, "nameLocation", "middle", "nameGap", 34);
  }

  /** An axis of names. */
  static JsonObject names(Iterable<String> names) {
    JsonObject axis = object("type", "category");
    JsonArray data = new JsonArray();
    names.forEach(data::add);
    axis.add("data", data);
    return axis;
  }

  /** Names and values in turn. */
  static JsonObject object(Object... entries) {
    JsonObject object = new JsonObject();
    for (int i = 0; i < entries.length; i += 2) {
      object.add((String) entries[i], new Gson().toJsonTree(entries[i + 1]));
    }
    return object;
  }

  static JsonArray point(double x, double y) {
    JsonArray point = new JsonArray();
    point.add(x);
    point.add(y);
    return point;
  }

  private static JsonArray strings(String[] values) {
    JsonArray array = new JsonArray();
    for (String value : values) {
      array.add(value);
    }
    return array;
  }
}
