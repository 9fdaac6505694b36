package io.millrace.benchmarks;

import io.millrace.cli.text.OutputFormat;
import io.millrace.connector.files.JsonValues;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** In which form a benchmark tells what came out. */
public final class OutputOptions {
  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      description = "text or json: one object, last line (default: ${DEFAULT-VALUE}).")
  private OutputFormat format;

  /** Whether the result is to be one JSON object. */
  public boolean isJson() {
    return format == OutputFormat.JSON;
  }

  /** Where to tell what goes on: with JSON, standard output is for the result. */
  public PrintStream progress() {
    return isJson() ? System.err : System.out;
  }

  /** Prints the result, if it is to be JSON. */
  public void report(String benchmark, String settings, Map<String, ?> result) {
    if (isJson()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("benchmark", benchmark);
      json.put("settings", settings);
      json.putAll(result);
      System.out.println(JsonValues.toJson(json));
    }
  }
}
