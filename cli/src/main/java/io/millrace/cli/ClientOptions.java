package io.millrace.cli;

import io.millrace.cli.client.ApiClient;
import picocli.CommandLine.Option;

/** Which running application a verb asks. */
final class ClientOptions {
  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The application's HTTP API; MILLRACE_URL, or http://127.0.0.1:7171.")
  private String url;

  ApiClient client() {
    String from = url != null ? url : System.getenv("MILLRACE_URL");
    return new ApiClient(from == null || from.isBlank() ? "http://127.0.0.1:7171" : from);
  }
}
