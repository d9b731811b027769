#!/usr/bin/env python3
print("placeholder until the house is built")
