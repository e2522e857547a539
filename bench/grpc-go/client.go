package main

import (
	"context"
	"encoding/json"
	"os"
	"slices"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	pb "hipstershop/bench/grpc-go/dist/hipstershop"
)

// calls are the calls that are measured, by name.
var calls map[string]func(context.Context) error

// connect connects to the server whose addresses are the second argument.
func connect() any {
	var addresses map[string]string
	check(json.Unmarshal([]byte(os.Args[2]), &addresses))
	connection, err := grpc.NewClient(
		addresses["convert"],
		grpc.WithTransportCredentials(insecure.NewCredentials()),
	)
	check(err)
	currency := pb.NewCurrencyServiceClient(connection)
	catalog := pb.NewProductCatalogServiceClient(connection)
	calls = map[string]func(context.Context) error{
		"convert": func(ctx context.Context) error {
			from := &pb.Money{CurrencyCode: "USD", Units: 19, Nanos: 990_000_000}
			_, err := currency.Convert(ctx, &pb.CurrencyConversionRequest{From: from, ToCode: "EUR"})
			return err
		},
		"listProducts": func(ctx context.Context) error {
			_, err := catalog.ListProducts(ctx, &pb.Empty{})
			return err
		},
	}
	return "ready"
}

// roundAnswer makes the calls of a round, and returns what came of it (messages.ts).
func roundAnswer(line []byte) any {
	var round struct {
		Call       string
		InFlight   int
		DurationMs float64
	}
	check(json.Unmarshal(line, &round))
	duration := time.Duration(round.DurationMs * float64(time.Millisecond))
	latencies := make([][]float64, round.InFlight)
	usedBefore := cpuMs()
	start := time.Now()
	var callers sync.WaitGroup
	for caller := range latencies {
		callers.Go(func() {
			for now := time.Now(); now.Sub(start) < duration; {
				ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
				check(calls[round.Call](ctx))
				cancel()
				end := time.Now()
				latencies[caller] = append(latencies[caller], float64(end.Sub(now).Nanoseconds())/1e6)
				now = end
			}
		})
	}
	callers.Wait()
	elapsed, used := time.Since(start), cpuMs()-usedBefore
	sorted := slices.Sorted(slices.Values(slices.Concat(latencies...)))
	return map[string]any{
		"calls":      len(sorted),
		"durationMs": elapsed.Seconds() * 1e3,
		"p50Ms":      sorted[len(sorted)/2],
		"p99Ms":      sorted[len(sorted)*99/100],
		"cpuMs":      used,
	}
}
