package io.millrace.cli;

import io.millrace.cli.client.ApiClient;
import picocli.CommandLine.Option;

/** Which running application a verb asks. */
final class ClientOptions {
  static final String VARIABLE = "MILLRACE_URL";

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The application's HTTP API; MILLRACE_URL, or http://127.0.0.1:7171.")
  private String url;

  /** Whether the command line says which. */
  boolean isNamed() {
    return url != null;
  }

  ApiClient client() {
    String from = url != null ? url : System.getenv(VARIABLE);
    return new ApiClient(from == null || from.isBlank() ? "http://127.0.0.1:7171" : from);
  }
}
