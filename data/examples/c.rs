fn main() {
    match remedy_data::compile(std::path::Path::new("data")) {
        Ok(b) => println!("ok {}", b.len()),
        Err(m) => {
            for x in m {
                println!("{x}")
            }
        }
    }
}
