/** What every state backend promises, and its implementations. */
package io.millrace.systemtests.state;
