package main

import (
	"context"
	"fmt"
	"net"
	"strings"

	"google.golang.org/grpc"
	pb "hipstershop/bench/grpc-go/dist/hipstershop"
)

type currency struct {
	pb.UnimplementedCurrencyServiceServer
}

type catalog struct {
	pb.UnimplementedProductCatalogServiceServer
	products *pb.ListProductsResponse
}

func (currency) Convert(_ context.Context, request *pb.CurrencyConversionRequest) (*pb.Money, error) {
	from := request.GetFrom()
	return &pb.Money{CurrencyCode: request.ToCode, Units: from.Units, Nanos: from.Nanos}, nil
}

func (c catalog) ListProducts(context.Context, *pb.Empty) (*pb.ListProductsResponse, error) {
	return c.products, nil
}

// serve answers on a free port of loopback, and returns where each call is answered.
func serve() any {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	server := grpc.NewServer()
	pb.RegisterCurrencyServiceServer(server, currency{})
	pb.RegisterProductCatalogServiceServer(server, catalog{products: products()})
	go func() { check(server.Serve(listener)) }()
	address := listener.Addr().String()
	return map[string]string{"convert": address, "listProducts": address}
}

// products returns the catalog of answers.ts.
func products() *pb.ListProductsResponse {
	response := &pb.ListProductsResponse{}
	praise := "Some two lines of text that praise it, the way that shops write them. "
	for i := range 9 {
		response.Products = append(response.Products, &pb.Product{
			Id:          fmt.Sprintf("OLJCESPC7%d", i),
			Name:        "A product with a name",
			Description: strings.Repeat(praise, 2),
			Picture:     fmt.Sprintf("/static/img/products/product-%d.jpg", i),
			PriceUsd:    &pb.Money{CurrencyCode: "USD", Units: 19, Nanos: 990_000_000},
			Categories:  []string{"accessories", "clothing"},
		})
	}
	return response
}
