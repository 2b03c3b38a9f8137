/** The resolved arguments of Terraform's `aws_dynamodb_table` that matter to a running table; others are ignored. */
export interface TableDefinition {
  name: string;
  billing_mode?: string;
  hash_key: string;
  range_key?: string;
  attribute: { name: string; type: string }[];
  global_secondary_index?: GlobalIndexDefinition[];
  local_secondary_index?: LocalIndexDefinition[];
  ttl?: { attribute_name?: string; enabled?: boolean };
  stream_enabled?: boolean;
  stream_view_type?: string;
  read_capacity?: number;
  write_capacity?: number;
}

export interface GlobalIndexDefinition {
  name: string;
  hash_key: string;
  range_key?: string;
  projection_type: string;
  non_key_attributes?: string[];
  read_capacity?: number;
  write_capacity?: number;
}

export interface LocalIndexDefinition {
  name: string;
  range_key: string;
  projection_type: string;
  non_key_attributes?: string[];
}
