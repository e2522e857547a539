// Sends a span to the address that is its first argument, over HTTP and over gRPC, with
// OpenTelemetry's own exporters. The name of the span is the second argument and the way.
package main

import (
	"context"
	"log"
	"os"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
)

func main() {
	address, name := os.Args[1], os.Args[2]
	ways := map[string]otlptrace.Client{
		"http": otlptracehttp.NewClient(
			otlptracehttp.WithEndpoint(address),
			otlptracehttp.WithInsecure(),
			otlptracehttp.WithCompression(otlptracehttp.GzipCompression),
		),
		"grpc": otlptracegrpc.NewClient(
			otlptracegrpc.WithEndpoint(address),
			otlptracegrpc.WithInsecure(),
			otlptracegrpc.WithCompressor("gzip"),
		),
	}
	for way, client := range ways {
		if err := send(client, name+" "+way); err != nil {
			log.Fatal(way, ": ", err)
		}
	}
}

func send(client otlptrace.Client, name string) error {
	ctx := context.Background()
	exporter, err := otlptrace.New(ctx, client)
	if err != nil {
		return err
	}
	foreign := resource.NewSchemaless(attribute.String("service.name", "gopher"))
	provider := trace.NewTracerProvider(trace.WithResource(foreign), trace.WithBatcher(exporter))
	_, span := provider.Tracer("tests").Start(ctx, name)
	span.End()
	// An exporter tells of a failure here, and not at the shutdown.
	if err := provider.ForceFlush(ctx); err != nil {
		return err
	}
	return provider.Shutdown(ctx)
}
